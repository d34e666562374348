using Functron.Hosting.Durable.History;

namespace Functron.Hosting.Durable.Storage;

/// <summary>
/// Instances on disk. Each change is whole or not at all and durable when its task completes; when it fails nothing of it was stored and it
/// may be tried again. Changes are stored in the order of the calls. One process owns a store. A read that fails is an
/// <see cref="IOException"/> that says what could not be read.
/// </summary>
internal interface IInstanceStore : IAsyncDisposable
{
    /// <summary>What had not ended, in the order it came.</summary>
    /// <exception cref="IOException">The store is another process's, or cannot be opened.</exception>
    Task<StoredWork> OpenAsync();

    /// <summary>Stores a new execution; an ended one of the same id goes.</summary>
    Task StartAsync(NewInstance instance);

    /// <returns>False when that execution has ended; nothing is stored then.</returns>
    Task<bool> AddMessageAsync(long key, long sequence, HistoryEvent message);

    Task CommitTurnAsync(TurnCommit turn);

    /// <summary>Forgets an activity whose instance had ended before it.</summary>
    Task DropActivityAsync(long key, int taskId);

    /// <summary>Null when there is no instance of that id.</summary>
    /// <param name="texts">Also input, output, custom status and failure.</param>
    Task<StoredInstance?> FindAsync(string id, bool texts);

    Task<IReadOnlyList<HistoryEvent>> ReadHistoryAsync(long key);

    /// <summary>At most <paramref name="limit"/> instances that match, in the order of their keys.</summary>
    Task<IReadOnlyList<StoredInstance>> ListAsync(InstanceFilter filter, int limit, bool texts);

    /// <summary>The key of the last of the first <paramref name="size"/> instances that match; null when no more match than those.</summary>
    Task<long?> PageEndAsync(InstanceFilter filter, int size);

    /// <summary>The ids of the sub-orchestrations of an execution, ended or not.</summary>
    Task<IReadOnlyList<string>> ChildrenAsync(long key);

    /// <summary>Forgets an execution that has ended.</summary>
    /// <returns>False when it has not, or is not known; nothing is changed then.</returns>
    Task<bool> PurgeAsync(long key);

    /// <summary>The keys of ended instances that are to be forgotten, those that ended first at the front.</summary>
    /// <param name="before">Ended earlier than this.</param>
    /// <param name="keep">How many others may stay at most.</param>
    Task<IReadOnlyList<long>> OutdatedAsync(DateTime before, int keep, int limit);

    /// <summary>Takes a failed instance back to before its failure.</summary>
    /// <returns>What a start would find of it; null when it has not failed: nothing is changed then.</returns>
    Task<OpenInstance?> RewindAsync(RewoundInstance instance);

    /// <summary>Stops at once, as the end of the process would; for the tests of what is found afterwards.</summary>
    void Abandon();
}
