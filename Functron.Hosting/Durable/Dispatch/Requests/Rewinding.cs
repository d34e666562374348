using Functron.Hosting.Durable.Dispatch.Live;
using Functron.Hosting.Durable.History;
using Functron.Hosting.Durable.Replay;
using Functron.Hosting.Durable.Storage;
using Functron.Hosting.Functions;

using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Functron.Hosting.Durable.Dispatch.Requests;

/// <summary>
/// Lets failed instances go on from before their failure, and with them the failed sub-orchestrations that they wait for.
/// </summary>
internal sealed class Rewinding(
    LiveInstances live, IInstanceStore store, IDurableFunctions functions, Numbers numbers, TimeProvider clock, ILoggerFactory loggers)
{
    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <exception cref="InstanceNotFoundException">Unknown id.</exception>
    /// <exception cref="InstanceNotFailedException">The instance goes on, or has ended without a failure.</exception>
    /// <exception cref="InstanceExistsException">The id has just been taken: the instance is rewound or started anew.</exception>
    /// <exception cref="NonDeterministicOrchestrationException">The orchestrator's code no longer agrees with the history.</exception>
    /// <exception cref="IOException">The change could not be stored.</exception>
    public async Task RewindAsync(string instanceId)
    {
        var found = await store.FindAsync(instanceId, texts: false) ?? throw new InstanceNotFoundException(instanceId);
        if (found.Status != OrchestrationRuntimeStatus.Failed)
            throw new InstanceNotFailedException(instanceId, found.Status);

        // Nobody else can start or rewind the id meanwhile.
        var place = live.TryReserve(found) ?? throw new InstanceExistsException(instanceId);
        RewoundHistory history;
        try
        {
            history = await StoreAsync(found, place);
        }
        catch
        {
            live.Release(place);
            throw;
        }

        foreach (var child in history.Open.Calls.OfType<SubOrchestrationInstanceCreated>())
        {
            if (await IsFailedAsync(child.InstanceId))
                await RewindAsync(child.InstanceId);
        }
    }

    private async Task<RewoundHistory> StoreAsync(StoredInstance found, LiveInstance place)
    {
        var events = await store.ReadHistoryAsync(found.Key);
        var failedChildren = await FailedChildrenAsync(events);
        var history = RewoundHistory.Of(
                events,
                happened => happened is TaskFailed
                    || (happened is SubOrchestrationInstanceFailed failed && failedChildren.Contains(failed.TaskScheduledId)),
                past => Open(found, past))
            ?? throw new NonDeterministicOrchestrationException(
                $"'{found.Id}' cannot be rewound, for its code does not agree with its history");
        var rewound = new RewoundInstance(
            found.Key,
            Now,
            history.Turns,
            [.. history.Open.Calls.OfType<TaskScheduled>()],
            [.. events.OfType<TimerCreated>().Where(timer => history.Open.TimerIds.Contains(timer.EventId))],
            [.. history.Messages.Concat(await ChildEndsAsync(found, history.Open)).Select(message => (numbers.NextSequence(), message))]);
        var open = await StoreFailure.TellAsync(store.RewindAsync(rewound), $"the rewinding of instance '{found.Id}'")
            ?? throw await NotFailedAsync(found.Id);
        live.TakeUp(rewound.WorkOf(open), place);
        return history;
    }

    /// <summary>
    /// The ends of sub-orchestrations that ended while this instance was failed and took no messages. Those that have failed are rewound
    /// instead.
    /// </summary>
    private async Task<IReadOnlyList<HistoryEvent>> ChildEndsAsync(StoredInstance parent, OpenState open)
    {
        var ends = new List<HistoryEvent>();
        foreach (var call in open.Calls.OfType<SubOrchestrationInstanceCreated>())
        {
            if (await store.FindAsync(call.InstanceId, texts: true) is
                { Status: OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Terminated } child
                && child.Parent is { } link
                && (link.Key, link.TaskId) == (parent.Key, call.EventId)
                && !InstanceTags.AreUnawaited(child.Tags))
            {
                ends.Add(ChildEnd.Of(child.Id, call.EventId, child.UpdatedAt, child.Status, child.Output, child.Failure));
            }
        }

        return ends;
    }

    /// <summary>The calls of sub-orchestrations that have failed and not been rewound or started anew since.</summary>
    private async Task<HashSet<int>> FailedChildrenAsync(IReadOnlyList<HistoryEvent> events)
    {
        var failed = new HashSet<int>();
        foreach (var child in events.OfType<SubOrchestrationInstanceCreated>())
        {
            if (await IsFailedAsync(child.InstanceId))
                failed.Add(child.EventId);
        }

        return failed;
    }

    private OpenState? Open(StoredInstance found, IReadOnlyList<HistoryEvent> past) => OrchestratorTurn.Open(
        new TurnInput(found.Id, functions.FindOrchestrator(found.Name), past, [], Now) { Loggers = loggers });

    /// <summary>The instance was purged, or it was rewound and went on, after it had been looked at.</summary>
    private async Task<Exception> NotFailedAsync(string instanceId)
        => await store.FindAsync(instanceId, texts: false) is { } now
            ? new InstanceNotFailedException(instanceId, now.Status)
            : new InstanceNotFoundException(instanceId);

    private async Task<bool> IsFailedAsync(string instanceId)
        => await store.FindAsync(instanceId, texts: false) is { Status: OrchestrationRuntimeStatus.Failed };
}
