using Microsoft.DurableTask.Client;

namespace Functron.Hosting.Durable;

/// <summary>What happened to an instance so far, in order.</summary>
public sealed record InstanceHistory(string InstanceId, IReadOnlyList<InstanceHistoryEvent> Events);

/// <summary>One entry of an instance's history, as the status API shows it.</summary>
/// <param name="EventType">ExecutionStarted, TaskScheduled (while it is open), TaskCompleted, TaskFailed, TimerCreated (while it is open),
/// TimerFired, EventRaised, EventSent, SubOrchestrationInstanceCreated (while it is open), SubOrchestrationInstanceCompleted,
/// SubOrchestrationInstanceFailed, ExecutionSuspended, ExecutionResumed, ExecutionTerminated, ExecutionCompleted.</param>
/// <param name="FunctionName">Of the orchestrator or the activity that started or ended.</param>
/// <param name="Name">Of what has been asked for and is open, and of an event that was raised or sent.</param>
/// <param name="InstanceId">Of a sub-orchestration, and of the instance that an event was sent to.</param>
/// <param name="ScheduledTime">When what ended here was begun.</param>
/// <param name="FireAt">Of a timer.</param>
/// <param name="Input">JSON.</param>
/// <param name="Result">JSON; of an orchestration's own failure its plain text.</param>
/// <param name="Reason">Of a suspension or a resumption; why a call failed, as plain text.</param>
public sealed record InstanceHistoryEvent(
    string EventType,
    DateTimeOffset Timestamp,
    string? FunctionName = null,
    DateTimeOffset? ScheduledTime = null,
    DateTimeOffset? FireAt = null,
    string? Input = null,
    string? Result = null,
    OrchestrationRuntimeStatus? OrchestrationStatus = null,
    string? Name = null,
    string? InstanceId = null,
    string? Reason = null);
