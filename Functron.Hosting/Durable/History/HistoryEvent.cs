using System.Text.Json.Serialization;

using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Functron.Hosting.Durable.History;

/// <summary>
/// What happened to an instance. The names are part of the stored format: a record may gain optional members, never lose or rename one.
/// </summary>
/// <param name="Timestamp">UTC.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "EventType")]
[JsonDerivedType(typeof(OrchestratorStarted), nameof(OrchestratorStarted))]
[JsonDerivedType(typeof(OrchestratorCompleted), nameof(OrchestratorCompleted))]
[JsonDerivedType(typeof(ExecutionStarted), nameof(ExecutionStarted))]
[JsonDerivedType(typeof(ExecutionTerminated), nameof(ExecutionTerminated))]
[JsonDerivedType(typeof(ExecutionCompleted), nameof(ExecutionCompleted))]
[JsonDerivedType(typeof(TaskScheduled), nameof(TaskScheduled))]
[JsonDerivedType(typeof(TaskCompleted), nameof(TaskCompleted))]
[JsonDerivedType(typeof(TaskFailed), nameof(TaskFailed))]
[JsonDerivedType(typeof(TimerCreated), nameof(TimerCreated))]
[JsonDerivedType(typeof(TimerFired), nameof(TimerFired))]
[JsonDerivedType(typeof(EventRaised), nameof(EventRaised))]
[JsonDerivedType(typeof(EventSent), nameof(EventSent))]
[JsonDerivedType(typeof(SubOrchestrationInstanceCreated), nameof(SubOrchestrationInstanceCreated))]
[JsonDerivedType(typeof(SubOrchestrationInstanceCompleted), nameof(SubOrchestrationInstanceCompleted))]
[JsonDerivedType(typeof(SubOrchestrationInstanceFailed), nameof(SubOrchestrationInstanceFailed))]
[JsonDerivedType(typeof(ExecutionSuspended), nameof(ExecutionSuspended))]
[JsonDerivedType(typeof(ExecutionResumed), nameof(ExecutionResumed))]
internal abstract record HistoryEvent(DateTime Timestamp);

/// <summary>A turn began; its timestamp is the orchestrator's clock for the whole turn.</summary>
internal sealed record OrchestratorStarted(DateTime Timestamp) : HistoryEvent(Timestamp);

/// <summary>A turn ended: everything the orchestrator asked for in it is recorded before this.</summary>
internal sealed record OrchestratorCompleted(DateTime Timestamp) : HistoryEvent(Timestamp);

/// <param name="ExecutionId">Tells this execution from earlier ones of the same instance id.</param>
/// <param name="ParentInstance">Of a sub-orchestration.</param>
/// <param name="Tags">Of the instance; null for none.</param>
/// <param name="Course">What the engine does where its versions differ, of <see cref="Courses"/>; 0 for executions from before there were any.</param>
internal sealed record ExecutionStarted(
    DateTime Timestamp,
    string Name,
    string ExecutionId,
    string? Input,
    ParentLink? ParentInstance = null,
    IReadOnlyDictionary<string, string>? Tags = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Course = 0) : HistoryEvent(Timestamp);

/// <summary>Who waits for a sub-orchestration.</summary>
/// <param name="Key">Of the execution that called it; a later one of the same instance does not wait.</param>
/// <param name="TaskId">Of the call.</param>
internal sealed record ParentLink(string InstanceId, long Key, int TaskId, string Name);

/// <summary>What comes from here on waits for <see cref="ExecutionResumed"/>.</summary>
internal sealed record ExecutionSuspended(DateTime Timestamp, string? Reason) : HistoryEvent(Timestamp);

internal sealed record ExecutionResumed(DateTime Timestamp, string? Reason) : HistoryEvent(Timestamp);

/// <param name="Output">JSON.</param>
internal sealed record ExecutionTerminated(DateTime Timestamp, string? Output) : HistoryEvent(Timestamp);

/// <param name="Result">JSON; null for a failure.</param>
internal sealed record ExecutionCompleted(
    DateTime Timestamp,
    OrchestrationRuntimeStatus OrchestrationStatus,
    string? Result,
    TaskFailureDetails? FailureDetails) : HistoryEvent(Timestamp);

/// <summary>Something the orchestrator asked for, numbered in the order of asking, all kinds together.</summary>
internal abstract record ActionEvent(DateTime Timestamp, int EventId) : HistoryEvent(Timestamp);

internal sealed record TaskScheduled(
    DateTime Timestamp,
    int EventId,
    string Name,
    string? Input,
    IReadOnlyDictionary<string, string>? Tags = null) : ActionEvent(Timestamp, EventId);

internal sealed record TimerCreated(DateTime Timestamp, int EventId, DateTime FireAt) : ActionEvent(Timestamp, EventId);

/// <param name="Tags">Those of the parent included; null for none.</param>
internal sealed record SubOrchestrationInstanceCreated(
    DateTime Timestamp,
    int EventId,
    string Name,
    string InstanceId,
    string? Input,
    IReadOnlyDictionary<string, string>? Tags = null) : ActionEvent(Timestamp, EventId);

/// <summary>An event for another instance.</summary>
internal sealed record EventSent(DateTime Timestamp, int EventId, string InstanceId, string Name, string? Input) : ActionEvent(Timestamp, EventId);

internal sealed record SubOrchestrationInstanceCompleted(DateTime Timestamp, int TaskScheduledId, string? Result) : HistoryEvent(Timestamp);

internal sealed record SubOrchestrationInstanceFailed(DateTime Timestamp, int TaskScheduledId, TaskFailureDetails FailureDetails)
    : HistoryEvent(Timestamp);

internal sealed record TaskCompleted(DateTime Timestamp, int TaskScheduledId, string? Result) : HistoryEvent(Timestamp);

internal sealed record TaskFailed(DateTime Timestamp, int TaskScheduledId, TaskFailureDetails FailureDetails) : HistoryEvent(Timestamp);

internal sealed record TimerFired(DateTime Timestamp, int TimerId) : HistoryEvent(Timestamp);

internal sealed record EventRaised(DateTime Timestamp, string Name, string? Input) : HistoryEvent(Timestamp);
