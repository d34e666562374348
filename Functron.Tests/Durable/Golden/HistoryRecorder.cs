using Functron.Hosting.Durable.History;
using Functron.Hosting.Durable.Storage;

namespace Functron.Tests.Durable.Golden;

/// <summary>
/// Keeps what is stored, also what the store forgets at a ContinueAsNew or a rewind. One recorder serves all engines of a directory.
/// </summary>
internal sealed class HistoryRecorder
{
    private readonly Lock _gate = new();
    private readonly List<Execution> _executions = [];
    private int _turns;

    /// <summary>How many turns were stored, of all instances.</summary>
    public int Turns
    {
        get
        {
            lock (_gate)
                return _turns;
        }
    }

    public IReadOnlyList<string> InstanceIds
    {
        get
        {
            lock (_gate)
                return [.. _executions.Select(execution => execution.InstanceId).Distinct()];
        }
    }

    /// <summary>The time of the first timer that is set.</summary>
    public DateTime FirstTimer
    {
        get
        {
            lock (_gate)
                return _executions.SelectMany(execution => execution.Timers.Values).Min();
        }
    }

    public GoldenHistory History()
    {
        lock (_gate)
        {
            return new GoldenHistory(
            [
                .. _executions.Select(
                    execution => new GoldenExecution(execution.InstanceId, execution.Orchestrator, [.. execution.Turns])),
            ]);
        }
    }

    public IInstanceStore Wrap(IInstanceStore store) => new RecordingStore(this, store);

    private void Add(long key, string instanceId, string orchestrator)
    {
        lock (_gate)
            _executions.Add(new Execution(key, instanceId, orchestrator));
    }

    private void Add(TurnCommit turn)
    {
        lock (_gate)
        {
            var execution = _executions.Last(execution => execution.Key == turn.Key);
            var fired = turn.Events.OfType<TimerFired>().Select(fired => fired.TimerId);
            execution.Turns.Add(GoldenTurn.Of(turn.Status, turn.CustomStatus, [.. turn.GoneTimers.Except(fired)], turn.Events));
            foreach (var gone in turn.GoneTimers)
                execution.Timers.Remove(gone);
            foreach (var set in turn.NewTimers)
                execution.Timers.Add(set.EventId, set.FireAt);
            if (turn.Events.Any(happened => happened is ExecutionCompleted))
                execution.Timers.Clear();
            if (turn.Next is { } next)
                _executions.Add(new Execution(next.Key, execution.InstanceId, execution.Orchestrator));
            _turns++;
        }
    }

    private void Add(RewoundInstance rewound)
    {
        lock (_gate)
        {
            var failed = _executions.Last(execution => execution.Key == rewound.Key);
            var execution = new Execution(failed.Key, failed.InstanceId, failed.Orchestrator);
            execution.Turns.AddRange(failed.Turns.Zip(rewound.Turns, (then, events) =>
                GoldenTurn.Of(then.Status, then.CustomStatus, then.CancelledTimers ?? [], events)));
            foreach (var timer in rewound.Timers)
                execution.Timers.Add(timer.EventId, timer.FireAt);
            _executions.Add(execution);
        }
    }

    private sealed record Execution(long Key, string InstanceId, string Orchestrator)
    {
        public List<GoldenTurn> Turns { get; } = [];

        public Dictionary<int, DateTime> Timers { get; } = [];
    }

    private sealed class RecordingStore(HistoryRecorder recorder, IInstanceStore inner) : IInstanceStore
    {
        public Task<StoredWork> OpenAsync() => inner.OpenAsync();

        public Task StartAsync(NewInstance instance)
        {
            recorder.Add(instance.Key, instance.Id, instance.Name);
            return inner.StartAsync(instance);
        }

        public Task<bool> AddMessageAsync(long key, long sequence, HistoryEvent message) => inner.AddMessageAsync(key, sequence, message);

        public async Task CommitTurnAsync(TurnCommit turn)
        {
            await inner.CommitTurnAsync(turn);
            foreach (var child in turn.NewInstances)
                recorder.Add(child.Key, child.Id, child.Name);
            recorder.Add(turn);
        }

        public Task DropActivityAsync(long key, int taskId) => inner.DropActivityAsync(key, taskId);

        public Task<StoredInstance?> FindAsync(string id, bool texts) => inner.FindAsync(id, texts);

        public Task<IReadOnlyList<HistoryEvent>> ReadHistoryAsync(long key) => inner.ReadHistoryAsync(key);

        public Task<IReadOnlyList<StoredInstance>> ListAsync(InstanceFilter filter, int limit, bool texts)
            => inner.ListAsync(filter, limit, texts);

        public Task<long?> PageEndAsync(InstanceFilter filter, int size) => inner.PageEndAsync(filter, size);

        public Task<IReadOnlyList<string>> ChildrenAsync(long key) => inner.ChildrenAsync(key);

        public Task<bool> PurgeAsync(long key) => inner.PurgeAsync(key);

        public Task<IReadOnlyList<long>> OutdatedAsync(DateTime before, int keep, int limit) => inner.OutdatedAsync(before, keep, limit);

        public async Task<OpenInstance?> RewindAsync(RewoundInstance instance)
        {
            var open = await inner.RewindAsync(instance);
            if (open is not null)
                recorder.Add(instance);
            return open;
        }

        public void Abandon() => inner.Abandon();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
