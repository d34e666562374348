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
internal abstract record HistoryEvent(DateTime Timestamp);

/// <summary>A turn began; its timestamp is the orchestrator's clock for the whole turn.</summary>
internal sealed record OrchestratorStarted(DateTime Timestamp) : HistoryEvent(Timestamp);

/// <summary>A turn ended: everything the orchestrator asked for in it is recorded before this.</summary>
internal sealed record OrchestratorCompleted(DateTime Timestamp) : HistoryEvent(Timestamp);

/// <param name="ExecutionId">Tells this execution from earlier ones of the same instance id.</param>
internal sealed record ExecutionStarted(DateTime Timestamp, string Name, string ExecutionId, string? Input) : HistoryEvent(Timestamp);

/// <param name="Output">JSON.</param>
internal sealed record ExecutionTerminated(DateTime Timestamp, string? Output) : HistoryEvent(Timestamp);

/// <param name="Result">JSON; null for a failure.</param>
internal sealed record ExecutionCompleted(
    DateTime Timestamp,
    OrchestrationRuntimeStatus OrchestrationStatus,
    string? Result,
    TaskFailureDetails? FailureDetails) : HistoryEvent(Timestamp);

/// <summary>Something the orchestrator asked for, numbered in the order of asking, activities and timers together.</summary>
internal abstract record ActionEvent(DateTime Timestamp, int EventId) : HistoryEvent(Timestamp);

internal sealed record TaskScheduled(
    DateTime Timestamp,
    int EventId,
    string Name,
    string? Input,
    IDictionary<string, string>? Tags = null) : ActionEvent(Timestamp, EventId);

internal sealed record TimerCreated(DateTime Timestamp, int EventId, DateTime FireAt) : ActionEvent(Timestamp, EventId);

internal sealed record TaskCompleted(DateTime Timestamp, int TaskScheduledId, string? Result) : HistoryEvent(Timestamp);

internal sealed record TaskFailed(DateTime Timestamp, int TaskScheduledId, TaskFailureDetails FailureDetails) : HistoryEvent(Timestamp);

internal sealed record TimerFired(DateTime Timestamp, int TimerId) : HistoryEvent(Timestamp);

internal sealed record EventRaised(DateTime Timestamp, string Name, string? Input) : HistoryEvent(Timestamp);
