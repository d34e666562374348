using Functron.Hosting.Durable.History;
using Functron.Hosting.Durable.Storage;

namespace Functron.Tests.Durable;

/// <summary>A store that fails or waits where a test wants it.</summary>
internal sealed class FailingStore(IInstanceStore inner) : IInstanceStore
{
    /// <summary>Runs before each turn is stored. What it throws is the failure of the store.</summary>
    public Func<TurnCommit, Task> BeforeCommit { get; set; } = _ => Task.CompletedTask;

    /// <summary>Runs when a turn is stored and nobody knows yet.</summary>
    public Func<TurnCommit, Task> AfterCommit { get; set; } = _ => Task.CompletedTask;

    public Func<Task> BeforeStart { get; set; } = () => Task.CompletedTask;

    /// <summary>Gets the number of instances that are asked for at most.</summary>
    public Action<int> BeforeList { get; set; } = _ => { };

    public Func<Task> BeforePurge { get; set; } = () => Task.CompletedTask;

    /// <summary>Runs when the row of an activity is dropped, or was to stay.</summary>
    public Action AfterDrop { get; set; } = () => { };

    public Func<Task> BeforeHistory { get; set; } = () => Task.CompletedTask;

    public Task<StoredWork> OpenAsync() => inner.OpenAsync();

    public async Task StartAsync(NewInstance instance)
    {
        await BeforeStart();
        await inner.StartAsync(instance);
    }

    public Task<bool> AddMessageAsync(long key, long sequence, HistoryEvent message) => inner.AddMessageAsync(key, sequence, message);

    public async Task CommitTurnAsync(TurnCommit turn)
    {
        await BeforeCommit(turn);
        await inner.CommitTurnAsync(turn);
        await AfterCommit(turn);
    }

    public async Task DropActivityAsync(long key, int taskId)
    {
        await inner.DropActivityAsync(key, taskId);
        AfterDrop();
    }

    public Task<StoredInstance?> FindAsync(string id, bool texts) => inner.FindAsync(id, texts);

    public async Task<IReadOnlyList<HistoryEvent>> ReadHistoryAsync(long key)
    {
        await BeforeHistory();
        return await inner.ReadHistoryAsync(key);
    }

    public Task<IReadOnlyList<StoredInstance>> ListAsync(InstanceFilter filter, int limit, bool texts)
    {
        BeforeList(limit);
        return inner.ListAsync(filter, limit, texts);
    }

    public Task<long?> PageEndAsync(InstanceFilter filter, int size) => inner.PageEndAsync(filter, size);

    public Task<IReadOnlyList<string>> ChildrenAsync(long key) => inner.ChildrenAsync(key);

    public async Task<bool> PurgeAsync(long key)
    {
        await BeforePurge();
        return await inner.PurgeAsync(key);
    }

    public Task<IReadOnlyList<long>> OutdatedAsync(DateTime before, int keep, int limit) => inner.OutdatedAsync(before, keep, limit);

    public Task<OpenInstance?> RewindAsync(RewoundInstance instance) => inner.RewindAsync(instance);

    public void Abandon() => inner.Abandon();

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
