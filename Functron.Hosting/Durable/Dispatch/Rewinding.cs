using Functron.Hosting.Durable.History;
using Functron.Hosting.Durable.Replay;
using Functron.Hosting.Durable.Storage;

using Microsoft.DurableTask.Client;

namespace Functron.Hosting.Durable.Dispatch;

/// <summary>Lets failed instances go on from before their failure, and with them the failed sub-orchestrations that they wait for.</summary>
internal sealed class Rewinding(Dispatcher dispatcher)
{
    /// <exception cref="InstanceNotFoundException">Unknown id.</exception>
    /// <exception cref="InstanceNotFailedException">It goes on, or has ended without a failure.</exception>
    /// <exception cref="NonDeterministicOrchestrationException">Its code does not agree with its history any more.</exception>
    /// <exception cref="IOException">It could not be stored.</exception>
    public async Task RewindAsync(string instanceId)
    {
        var found = await dispatcher.Store.FindAsync(instanceId, texts: false) ?? throw new InstanceNotFoundException(instanceId);
        if (found.Status != OrchestrationRuntimeStatus.Failed)
            throw new InstanceNotFailedException(instanceId, found.Status);

        // Nobody starts the id anew meanwhile.
        var place = new LiveInstance(found.Id, found.Key, found.Name);
        dispatcher.Live.Reserve(place);
        RewoundHistory history;
        try
        {
            history = await StoreAsync(found, place);
        }
        catch
        {
            dispatcher.Live.Release(place);
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
        var events = await dispatcher.Store.ReadHistoryAsync(found.Key);
        var children = events.OfType<SubOrchestrationInstanceCreated>().ToDictionary(child => child.EventId, child => child.InstanceId);
        var failedChildren = new HashSet<int>();
        foreach (var (call, child) in children)
        {
            if (await IsFailedAsync(child))
                failedChildren.Add(call);
        }

        var history = RewoundHistory.Of(
                events,
                happened => happened is TaskFailed || (happened is SubOrchestrationInstanceFailed failed && failedChildren.Contains(failed.TaskScheduledId)),
                past => Open(found, past))
            ?? throw new NonDeterministicOrchestrationException($"'{found.Id}' cannot be rewound, for its code does not agree with its history");
        var timers = events.OfType<TimerCreated>().Where(timer => history.Open.TimerIds.Contains(timer.EventId)).ToList();
        var rewound = new RewoundInstance(
            found.Key,
            dispatcher.Now,
            history.Turns,
            [.. history.Open.Calls.OfType<TaskScheduled>()],
            timers,
            [.. history.Messages.Select(message => (dispatcher.Numbers.NextSequence(), message))]);
        var open = await StoreFailure.TellAsync(dispatcher.Store.RewindAsync(rewound), $"the rewinding of instance '{found.Id}'")
            ?? throw await NotFailedAsync(found.Id);
        dispatcher.Resume(
            open,
            rewound.Messages.Select(message => new OpenMessage(found.Key, message.Sequence, message.Event)),
            rewound.Activities.Select(activity => new OpenActivity(found.Key, activity.EventId, activity.Name, activity.Input)),
            timers.Select(timer => new OpenTimer(found.Key, timer.EventId, timer.FireAt)),
            place);
        return history;
    }

    private OpenState? Open(StoredInstance found, IReadOnlyList<HistoryEvent> past) => OrchestratorTurn.Open(
        new TurnInput(found.Id, dispatcher.Functions.FindOrchestrator(found.Name), past, [], dispatcher.Now) { Loggers = dispatcher.Loggers });

    /// <summary>It was purged, or rewound and more, since it was looked at.</summary>
    private async Task<Exception> NotFailedAsync(string instanceId)
        => await dispatcher.Store.FindAsync(instanceId, texts: false) is { } now
            ? new InstanceNotFailedException(instanceId, now.Status)
            : new InstanceNotFoundException(instanceId);

    private async Task<bool> IsFailedAsync(string instanceId)
        => await dispatcher.Store.FindAsync(instanceId, texts: false) is { Status: OrchestrationRuntimeStatus.Failed };
}
