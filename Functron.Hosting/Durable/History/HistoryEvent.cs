using System.Text.Json.Serialization;

using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Functron.Hosting.Durable.History;

/// <summary>
/// Something that happened to an instance. The names are part of the stored format: a record may gain optional members, but never lose or
/// rename one.
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

/// <summary>A turn began. Its timestamp is the orchestrator's clock for the whole turn.</summary>
internal sealed record OrchestratorStarted(DateTime Timestamp) : HistoryEvent(Timestamp);

/// <summary>A turn ended. Everything that the orchestrator asked for in it comes before this.</summary>
internal sealed record OrchestratorCompleted(DateTime Timestamp) : HistoryEvent(Timestamp);

/// <param name="ExecutionId">Differs from those of earlier executions of the same instance id.</param>
/// <param name="ParentInstance">The call of a sub-orchestration.</param>
/// <param name="Tags">Of the instance; null for none.</param>
/// <param name="Course">One of <see cref="Courses"/>; 0 for executions that are older than the first of them.</param>
internal sealed record ExecutionStarted(
    DateTime Timestamp,
    string Name,
    string ExecutionId,
    string? Input,
    ParentLink? ParentInstance = null,
    IReadOnlyDictionary<string, string>? Tags = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Course = 0) : HistoryEvent(Timestamp);

/// <summary>The call that waits for a sub-orchestration.</summary>
/// <param name="Key">Of the execution that made the call. A later execution of the same instance does not wait for it.</param>
/// <param name="TaskId">Of the call.</param>
internal sealed record ParentLink(string InstanceId, long Key, int TaskId, string Name);

/// <summary>Everything that happens from here on waits for <see cref="ExecutionResumed"/>.</summary>
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

/// <summary>Something that the orchestrator asked for.</summary>
/// <param name="EventId">Counts from 0 in the order of asking, all kinds together.</param>
internal abstract record ActionEvent(DateTime Timestamp, int EventId) : HistoryEvent(Timestamp);

internal sealed record TaskScheduled(
    DateTime Timestamp,
    int EventId,
    string Name,
    string? Input,
    IReadOnlyDictionary<string, string>? Tags = null) : ActionEvent(Timestamp, EventId);

internal sealed record TimerCreated(DateTime Timestamp, int EventId, DateTime FireAt) : ActionEvent(Timestamp, EventId);

/// <param name="Tags">With those of the parent; null for none.</param>
internal sealed record SubOrchestrationInstanceCreated(
    DateTime Timestamp,
    int EventId,
    string Name,
    string InstanceId,
    string? Input,
    IReadOnlyDictionary<string, string>? Tags = null) : ActionEvent(Timestamp, EventId);

/// <summary>An event for another instance.</summary>
internal sealed record EventSent(DateTime Timestamp, int EventId, string InstanceId, string Name, string? Input)
    : ActionEvent(Timestamp, EventId);

internal sealed record SubOrchestrationInstanceCompleted(DateTime Timestamp, int TaskScheduledId, string? Result) : HistoryEvent(Timestamp);

internal sealed record SubOrchestrationInstanceFailed(DateTime Timestamp, int TaskScheduledId, TaskFailureDetails FailureDetails)
    : HistoryEvent(Timestamp);

internal sealed record TaskCompleted(DateTime Timestamp, int TaskScheduledId, string? Result) : HistoryEvent(Timestamp);

internal sealed record TaskFailed(DateTime Timestamp, int TaskScheduledId, TaskFailureDetails FailureDetails) : HistoryEvent(Timestamp);

internal sealed record TimerFired(DateTime Timestamp, int TimerId) : HistoryEvent(Timestamp);

internal sealed record EventRaised(DateTime Timestamp, string Name, string? Input) : HistoryEvent(Timestamp);
