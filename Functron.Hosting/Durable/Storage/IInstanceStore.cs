using Functron.Hosting.Durable.History;

namespace Functron.Hosting.Durable.Storage;

/// <summary>
/// Instances on disk. Each change is whole or not at all and durable when its task completes; when it fails nothing of it was stored and it
/// may be tried again. Changes are stored in the order of the calls. One process owns a store.
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

    /// <summary>Stops at once, as the end of the process would; for the tests of what is found afterwards.</summary>
    void Abandon();
}
