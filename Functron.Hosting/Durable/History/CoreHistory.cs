using System.Collections.Frozen;
using System.Diagnostics;

using DurableTask.Core;

using Core = DurableTask.Core.History;

namespace Functron.Hosting.Durable.History;

/// <summary>
/// A history in the types of Microsoft's engine, each event as its client gives it. What an orchestrator asks for has a number, what
/// happens to it has none (-1), and inputs and results are JSON. This host has no versions and no traces, and it does not keep the
/// execution id of a parent: those members are null.
/// </summary>
internal sealed class CoreHistory
{
    private const int Unnumbered = -1;

    private readonly string _instanceId;
    private readonly DateTime? _startAt;
    private readonly Dictionary<int, DateTime> _timers;
    private readonly int _nextEventId;

    private CoreHistory(string instanceId, DateTime? startAt, IReadOnlyList<HistoryEvent> history)
    {
        _instanceId = instanceId;
        _startAt = startAt;
        _timers = history.OfType<TimerCreated>().ToDictionary(timer => timer.EventId, timer => timer.FireAt);
        _nextEventId = history.OfType<ActionEvent>().Select(action => action.EventId + 1).DefaultIfEmpty().Max();
    }

    /// <param name="startAt">The time that its start was asked for, in UTC; null for at once.</param>
    /// <param name="history">The whole history of the present execution.</param>
    public static List<Core.HistoryEvent> Of(string instanceId, DateTime? startAt, IReadOnlyList<HistoryEvent> history)
    {
        var converter = new CoreHistory(instanceId, startAt, history);
        return [.. history.Select(converter.Convert)];
    }

    private Core.HistoryEvent Convert(HistoryEvent happened)
    {
        Core.HistoryEvent converted = happened switch
        {
            OrchestratorStarted => new Core.OrchestratorStartedEvent(Unnumbered),
            OrchestratorCompleted => new Core.OrchestratorCompletedEvent(Unnumbered),
            ExecutionStarted started => Started(started),
            ExecutionSuspended suspended => new Core.ExecutionSuspendedEvent(Unnumbered, suspended.Reason),
            ExecutionResumed resumed => new Core.ExecutionResumedEvent(Unnumbered, resumed.Reason),
            ExecutionTerminated terminated => new Core.ExecutionTerminatedEvent(Unnumbered, terminated.Output),
            ExecutionCompleted completed => Completed(completed),
            TaskScheduled call => new Core.TaskScheduledEvent(call.EventId, call.Name, version: null, call.Input)
            {
                Tags = Tags(call.Tags),
            },
            TaskCompleted done => new Core.TaskCompletedEvent(Unnumbered, done.TaskScheduledId, done.Result),
            TaskFailed failed => new Core.TaskFailedEvent(
                Unnumbered, failed.TaskScheduledId, reason: null, details: null, CoreFailures.Of(failed.FailureDetails)),
            TimerCreated timer => new Core.TimerCreatedEvent(timer.EventId, timer.FireAt),
            TimerFired fired => new Core.TimerFiredEvent(Unnumbered, _timers.GetValueOrDefault(fired.TimerId, fired.Timestamp))
            {
                TimerId = fired.TimerId,
            },
            EventRaised raised => new Core.EventRaisedEvent(Unnumbered, raised.Input) { Name = raised.Name },
            EventSent sent => new Core.EventSentEvent(sent.EventId)
            {
                InstanceId = sent.InstanceId,
                Name = sent.Name,
                Input = sent.Input,
            },
            SubOrchestrationInstanceCreated call => new Core.SubOrchestrationInstanceCreatedEvent(call.EventId)
            {
                Name = call.Name,
                InstanceId = call.InstanceId,
                Input = call.Input,
                Tags = Tags(call.Tags),
            },
            SubOrchestrationInstanceCompleted done => new Core.SubOrchestrationInstanceCompletedEvent(
                Unnumbered, done.TaskScheduledId, done.Result),
            SubOrchestrationInstanceFailed failed => new Core.SubOrchestrationInstanceFailedEvent(
                Unnumbered, failed.TaskScheduledId, reason: null, details: null, CoreFailures.Of(failed.FailureDetails)),
            _ => throw new UnreachableException($"{happened.GetType().Name} has no event of Microsoft's engine."),
        };
        converted.Timestamp = happened.Timestamp;
        return converted;
    }

    private Core.ExecutionStartedEvent Started(ExecutionStarted started) => new(Unnumbered, started.Input)
    {
        Name = started.Name,
        OrchestrationInstance = new OrchestrationInstance { InstanceId = _instanceId, ExecutionId = started.ExecutionId },
        ParentInstance = started.ParentInstance is not { } parent ? null : new ParentInstance
        {
            Name = parent.Name,
            OrchestrationInstance = new OrchestrationInstance { InstanceId = parent.InstanceId },
            TaskScheduleId = parent.TaskId,
        },
        ScheduledStartTime = _startAt,
        Tags = Tags(started.Tags),
    };

    // The end has the number after the last call. The two enumerations of a status have the same numbers.
    private Core.ExecutionCompletedEvent Completed(ExecutionCompleted completed) => new(
        _nextEventId,
        completed.FailureDetails?.ErrorMessage ?? completed.Result,
        (OrchestrationStatus)(int)completed.OrchestrationStatus,
        completed.FailureDetails is { } failure ? CoreFailures.Of(failure) : null);

    /// <summary>A copy that the reader may change; empty for no tags. Both are as with Microsoft's client.</summary>
    private static Dictionary<string, string> Tags(IReadOnlyDictionary<string, string>? tags)
        => new(tags ?? FrozenDictionary<string, string>.Empty);
}
