using Functron.Hosting.Durable.History;

namespace Functron.Hosting.Durable.Storage;

/// <summary>
/// Instances on disk. A change is stored as a whole or not at all. It is durable when its task completes; if the task fails, nothing of
/// it is stored and it may be tried again. Changes are stored in the order of the calls. One process owns a store. A read that fails
/// throws an <see cref="IOException"/> that says what could not be read.
/// </summary>
internal interface IInstanceStore : IAsyncDisposable
{
    /// <summary>Takes the store, and reads what has not ended, in the order of its start.</summary>
    /// <exception cref="IOException">The store is another process's, or cannot be opened.</exception>
    Task<StoredWork> OpenAsync();

    /// <summary>Stores a new execution. An ended instance of the same id is removed.</summary>
    Task StartAsync(NewInstance instance);

    /// <returns>False when that execution has ended. Then nothing is stored.</returns>
    Task<bool> AddMessageAsync(long key, long sequence, HistoryEvent message);

    Task CommitTurnAsync(TurnCommit turn);

    /// <summary>
    /// Removes an activity whose execution ended before it. If the execution goes on, as after a rewinding, nothing is changed: the row is
    /// that of a later call.
    /// </summary>
    Task DropActivityAsync(long key, int taskId);

    /// <summary>Null when there is no instance of that id.</summary>
    /// <param name="texts">Whether input, output, custom status and failure are read, too.</param>
    Task<StoredInstance?> FindAsync(string id, bool texts);

    Task<IReadOnlyList<HistoryEvent>> ReadHistoryAsync(long key);

    /// <summary>At most <paramref name="limit"/> instances that match, in the order of their keys.</summary>
    Task<IReadOnlyList<StoredInstance>> ListAsync(InstanceFilter filter, int limit, bool texts);

    /// <summary>The key of the last of the first <paramref name="size"/> matching instances; null when no more than those match.</summary>
    Task<long?> PageEndAsync(InstanceFilter filter, int size);

    /// <summary>The ids of the sub-orchestrations of an execution, ended or not.</summary>
    Task<IReadOnlyList<string>> ChildrenAsync(long key);

    /// <summary>Removes an execution that has ended.</summary>
    /// <returns>False when it has not ended, or is not there. Then nothing is changed.</returns>
    Task<bool> PurgeAsync(long key);

    /// <summary>The keys of ended instances that are to be removed. Those that ended first come first.</summary>
    /// <param name="before">UTC. Instances that ended earlier are to be removed.</param>
    /// <param name="keep">How many ended instances may stay at most.</param>
    Task<IReadOnlyList<long>> OutdatedAsync(DateTime before, int keep, int limit);

    /// <summary>Takes a failed instance back to where it was before its failure.</summary>
    /// <returns>What a start would find of it; null when it has not failed. Then nothing is changed.</returns>
    Task<OpenInstance?> RewindAsync(RewoundInstance instance);

    /// <summary>Stops at once, as if the process had ended; for the tests of what the next start finds.</summary>
    void Abandon();
}
