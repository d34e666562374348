using Functron.Hosting.Durable.Dispatch.Lanes;
using Functron.Hosting.Durable.Dispatch.Timers;
using Functron.Hosting.Durable.History;
using Functron.Hosting.Durable.Storage;

namespace Functron.Hosting.Durable.Dispatch.Live;

/// <summary>
/// All instances that have not ended, and the ids of those that are about to start. It mirrors the store, which is always changed first.
/// It alone has the lock on their state: each of its operations is whole, and may be called from any thread.
/// </summary>
internal sealed class LiveInstances(Lane<LiveExecution> turns, ActivityLanes activities, TimerQueue timers, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LiveState> _byId = new(StringComparer.Ordinal);
    private readonly Executions _executions = new(turns, activities, timers, clock);

    /// <summary>Takes the id of a new instance before its start is stored. <see cref="Begin"/> or <see cref="Release"/> follows.</summary>
    /// <returns>Null when the id is taken.</returns>
    public LiveInstance? TryReserve(NewInstance start)
    {
        var instance = new LiveInstance(start.Id, start.Name);
        lock (_gate)
            return _byId.TryAdd(start.Id, Executions.New(instance, start)) ? instance : null;
    }

    /// <summary>
    /// Takes the id of an ended instance before its rewinding is stored. <see cref="TakeUp(StoredExecution, LiveInstance)"/> or
    /// <see cref="Release"/> follows.
    /// </summary>
    /// <returns>Null when the id is taken.</returns>
    public LiveInstance? TryReserve(StoredInstance ended)
    {
        var instance = new LiveInstance(ended.Id, ended.Name);
        lock (_gate)
            return _byId.TryAdd(ended.Id, new LiveState(instance, ended.Key)) ? instance : null;
    }

    /// <summary>Gives a reserved id up: the change could not be stored.</summary>
    public void Release(LiveInstance instance)
    {
        lock (_gate)
        {
            if (PresentOf(instance) is not null)
                _byId.Remove(instance.Id);
        }

        instance.TellStored(false);
    }

    /// <summary>Begins an instance whose start is stored, now or at a time in the future.</summary>
    public void Begin(LiveInstance instance, DateTime? startAt = null)
    {
        lock (_gate)
        {
            if (PresentOf(instance) is { } execution)
                _executions.BeginAt(execution, startAt);
        }

        instance.TellStored(true);
    }

    /// <summary>Goes on with an instance as the store has it.</summary>
    /// <exception cref="InstanceExistsException">Its id is taken.</exception>
    public void TakeUp(StoredExecution stored)
    {
        var instance = new LiveInstance(stored.Instance.Id, stored.Instance.Name);
        lock (_gate)
        {
            if (!_byId.TryAdd(instance.Id, new LiveState(instance, stored.Instance.Key)))
                throw new InstanceExistsException(instance.Id);
        }

        TakeUp(stored, instance);
    }

    /// <summary>
    /// Goes on with an instance whose id is reserved, as the store has it. Messages that came meanwhile follow the stored ones.
    /// </summary>
    public void TakeUp(StoredExecution stored, LiveInstance instance)
    {
        lock (_gate)
        {
            if (PresentOf(instance) is { } place)
                _byId[instance.Id] = _executions.Restore(instance, stored, place.Inbox);
        }

        if (stored.Instance.Turns > 0)
            instance.TellBegun();
        instance.TellStored(true);
    }

    /// <summary>The present execution of an instance. If its start is on its way to the store, this waits for it.</summary>
    /// <returns>Null when there is no live instance of that id.</returns>
    public async Task<LiveExecution?> FindAsync(string id, CancellationToken cancellation)
    {
        if (Find(id) is not { } found || !await found.Instance.Stored.WaitAsync(cancellation))
            return null;

        // It may have continued as new while this waited.
        return Find(id) is { } now && now.Instance == found.Instance ? now : found;
    }

    /// <summary>The sub-orchestrations that an execution started and that have not ended.</summary>
    public IReadOnlyList<LiveInstance> ChildrenOf(LiveExecution parent)
    {
        // They are looked through without the lock: there may be many, and what is looked at never changes.
        LiveState[] all;
        lock (_gate)
            all = [.. _byId.Values];
        return
        [
            .. all
                .Where(child => child.Parent is { } link && link.InstanceId == parent.Instance.Id && link.Key == parent.Key)
                .Select(child => child.Instance),
        ];
    }

    /// <summary>Hands a message to the present execution of an instance. An instance that has ended takes none.</summary>
    public void Post(LiveInstance instance, Message message)
    {
        lock (_gate)
        {
            if (PresentOf(instance) is { } execution)
                _executions.Receive(execution, message);
        }
    }

    /// <summary>
    /// Hands a message over that is stored for an execution. The execution may have continued as new since, or it may have failed and been
    /// rewound: then it has the same key and another <see cref="LiveInstance"/>.
    /// </summary>
    public void Post(LiveExecution receiver, Message stored)
    {
        lock (_gate)
        {
            if ((PresentOf(receiver.Instance) ?? PresentWithKey(receiver.Instance.Id, receiver.Key)) is { } execution)
                _executions.Receive(execution, stored);
        }
    }

    /// <summary>Hands a stored message over, if the instance and the execution that it is for have not ended.</summary>
    public void Post(SentMessage sent)
    {
        lock (_gate)
        {
            if (_byId.TryGetValue(sent.InstanceId, out var execution) && (sent.Key is null || sent.Key == execution.Key))
                _executions.Receive(execution, new Message(sent.Event, sent.Sequence));
        }
    }

    /// <summary>Hands the end of an activity to the execution that called it.</summary>
    /// <returns>
    /// False when nobody takes the end of the activity: that execution has ended, or it was rewound and has called the activity again.
    /// </returns>
    public bool PostEnding(ScheduledActivity activity, HistoryEvent ending)
    {
        lock (_gate)
        {
            if (PresentWithKey(activity.InstanceId, activity.Key) is not { } execution
                || execution.Activities.GetValueOrDefault(activity.TaskId) != activity)
            {
                return false;
            }

            execution.Activities.Remove(activity.TaskId);
            _executions.Receive(execution, new Message(ending));
            return true;
        }
    }

    /// <summary>A timer is due.</summary>
    public void Fire(TimerEntry entry)
    {
        lock (_gate)
        {
            if (PresentWithKey(entry.InstanceId, entry.Key) is { } execution)
                _executions.Fire(execution, entry);
        }
    }

    /// <summary>Lets the next turn of an execution fail it. An execution that has ended stays as it is.</summary>
    public void Fail(LiveExecution failing, Exception fault)
    {
        lock (_gate)
        {
            if (PresentOf(failing) is { } execution)
                _executions.Fail(execution, fault);
        }
    }

    /// <summary>
    /// Takes all that waits for a turn. <see cref="Apply"/> or <see cref="GiveBack"/> follows; until then no other turn is due.
    /// </summary>
    /// <returns>Null when the execution has ended.</returns>
    public TakenTurn? Take(LiveExecution due)
    {
        lock (_gate)
            return PresentOf(due) is { } execution ? Executions.Take(execution) : null;
    }

    /// <summary>
    /// Takes a turn back that could not be stored, not even as a failure of the instance. The next message makes the next attempt.
    /// </summary>
    public void GiveBack(TakenTurn turn)
    {
        lock (_gate)
        {
            if (PresentWithKey(turn.Instance.Id, turn.Key) is { } execution)
                Executions.GiveBack(execution, turn);
        }
    }

    /// <summary>Brings the instance to where a turn that is now stored has brought it.</summary>
    /// <param name="past">The history before the turn. It becomes the history with the turn.</param>
    /// <returns>
    /// Ids of calls of activities that ended while the last turn of their execution was on its way to the store. No turn takes these ends.
    /// </returns>
    public IReadOnlyList<int> Apply(TakenTurn turn, TurnCommit stored, List<HistoryEvent> past)
    {
        lock (_gate)
        {
            if (PresentWithKey(turn.Instance.Id, turn.Key) is not { } execution)
                return [];
            _executions.Apply(execution, stored);
            if (stored.Next is null && !stored.Ends)
            {
                past.AddRange(stored.Events);
                _executions.GoOn(execution, past);
                return [];
            }

            var untaken = Executions.EndedActivities(execution);
            if (stored.Next is { } next)
            {
                _byId[turn.Instance.Id] = execution = _executions.Next(execution, next);
                _executions.Begin(execution);
            }
            else
            {
                _byId.Remove(turn.Instance.Id);
                _executions.End(execution, stored.Status);
            }

            return untaken;
        }
    }

    /// <param name="reason">Why nobody can wait any more.</param>
    public void RefuseWaiters(Exception reason)
    {
        List<LiveInstance> instances;
        lock (_gate)
            instances = [.. _byId.Values.Select(execution => execution.Instance)];
        foreach (var instance in instances)
            instance.RefuseWaiters(reason);
    }

    /// <summary>Whether no turn of an instance is due or runs; for tests.</summary>
    internal bool IsAtRest(string id)
    {
        lock (_gate)
            return !_byId.TryGetValue(id, out var execution) || (!execution.TurnScheduled && execution.Inbox.Count == 0);
    }

    private LiveExecution? Find(string id)
    {
        lock (_gate)
            return _byId.TryGetValue(id, out var execution) ? new LiveExecution(execution.Instance, execution.Key) : null;
    }

    /// <summary>
    /// The present execution of this very instance; null after its end. When the instance is rewound, or another one starts with its id,
    /// that is another <see cref="LiveInstance"/>.
    /// </summary>
    private LiveState? PresentOf(LiveInstance instance)
        => _byId.TryGetValue(instance.Id, out var execution) && execution.Instance == instance ? execution : null;

    private LiveState? PresentOf(LiveExecution named)
        => PresentOf(named.Instance) is { } execution && execution.Key == named.Key ? execution : null;

    /// <summary>
    /// The execution that has this key in the store; null after its end. A rewound execution keeps its key, so this also finds the place
    /// that its rewinding has reserved. That place has no turns, activities and timers: nothing but messages reaches it.
    /// </summary>
    private LiveState? PresentWithKey(string id, long key)
        => _byId.TryGetValue(id, out var execution) && execution.Key == key ? execution : null;
}
