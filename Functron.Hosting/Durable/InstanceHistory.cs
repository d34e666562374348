using Microsoft.DurableTask.Client;

namespace Functron.Hosting.Durable;

/// <summary>What has happened to an instance, in order.</summary>
internal sealed record InstanceHistory(string InstanceId, IReadOnlyList<InstanceHistoryEvent> Events);

/// <summary>One entry of an instance's history, as the status API shows it.</summary>
/// <param name="EventType">ExecutionStarted, TaskScheduled (while it is open), TaskCompleted, TaskFailed, TimerCreated (while it is open),
/// TimerFired, EventRaised, EventSent, SubOrchestrationInstanceCreated (while it is open), SubOrchestrationInstanceCompleted,
/// SubOrchestrationInstanceFailed, ExecutionSuspended, ExecutionResumed, ExecutionTerminated, ExecutionCompleted.</param>
/// <param name="FunctionName">The orchestrator or the activity that started or ended.</param>
/// <param name="Name">Of an open call, or of an event that was raised or sent.</param>
/// <param name="InstanceId">Of a sub-orchestration, or of the instance that an event was sent to.</param>
/// <param name="ScheduledTime">The time when the call or timer that ends here began.</param>
/// <param name="FireAt">The time of a timer.</param>
/// <param name="Input">JSON.</param>
/// <param name="Result">JSON; of an orchestration's own failure its plain text.</param>
/// <param name="Reason">The reason of a suspension or a resumption, or why a call failed; plain text.</param>
internal sealed record InstanceHistoryEvent(
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
