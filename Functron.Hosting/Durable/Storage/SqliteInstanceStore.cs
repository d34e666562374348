using Functron.Hosting.Durable.History;

using Microsoft.Data.Sqlite;

namespace Functron.Hosting.Durable.Storage;

/// <summary>Instances in an SQLite database in the data directory.</summary>
internal sealed class SqliteInstanceStore(string directory) : IInstanceStore
{
    // The size limit cuts the log off again after a large purge.
    private const string Settings = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; "
        + "PRAGMA journal_size_limit = 16777216";

    private DataDirectoryLock? _lock;
    private SqliteConnection? _connection;
    private GroupCommitWriter? _writer;
    private InstanceWrites? _writes;
    private FreePages? _free;
    private InstanceReads? _reads;

    private GroupCommitWriter Writer => _writer ?? throw new EngineStoppedException();

    private InstanceReads Reads => _reads ?? throw new EngineStoppedException();

    public Task<StoredWork> OpenAsync()
    {
        _lock = DataDirectoryLock.Take(directory);
        try
        {
            // SQLite gives its other files the mode of this one. But files of an earlier version may be there already.
            var database = Path.Combine(directory, "durable.db");
            OwnerOnly.MakeFile(database);
            foreach (var beside in new[] { database + "-wal", database + "-shm" }.Where(File.Exists))
                OwnerOnly.MakeFile(beside);

            // Pooling would keep the file open, so that nobody could move or remove the directory.
            var address = new SqliteConnectionStringBuilder { DataSource = database, Pooling = false };
            _connection = new SqliteConnection(address.ConnectionString);
            _connection.Open();
            FreePages.Prepare(_connection);

            using (var settings = new Statement(_connection, Settings))
                settings.Run();
            Migrations.Apply(_connection);
            var work = OpenWork.Read(_connection);

            address.Mode = SqliteOpenMode.ReadOnly;
            _reads = new InstanceReads(address.ConnectionString);
            _writes = new InstanceWrites(_connection);
            _free = new FreePages(_connection);
            _writer = new GroupCommitWriter(_connection, _free.GiveBack);
            return Task.FromResult(work);
        }
        catch
        {
            _connection?.Dispose();
            _lock.Dispose();
            throw;
        }
    }

    public Task StartAsync(NewInstance instance) => Writer.WriteAsync(() => _writes!.Start(instance));

    public async Task<bool> AddMessageAsync(long key, long sequence, HistoryEvent message)
    {
        var json = HistoryJson.Write(message);
        return await Writer.WriteAsync(() => _writes!.AddMessage(key, sequence, json)) > 0;
    }

    public Task CommitTurnAsync(TurnCommit turn)
    {
        // The JSON is made here, so that the one thread that writes has less to do.
        var events = HistoryJson.WriteAll(turn.Events);
        var failure = HistoryJson.WriteFailure(turn.Failure);
        return Writer.WriteAsync(() => _writes!.Commit(turn, events, failure));
    }

    public Task DropActivityAsync(long key, int taskId) => Writer.WriteAsync(() => _writes!.DropActivity(key, taskId));

    public Task<StoredInstance?> FindAsync(string id, bool texts) => ReadAsync(() => Reads.Find(id, texts), $"instance '{id}'");

    public Task<IReadOnlyList<HistoryEvent>> ReadHistoryAsync(long key)
        => ReadAsync(() => Reads.ReadHistory(key), "the history of an instance");

    public Task<IReadOnlyList<StoredInstance>> ListAsync(InstanceFilter filter, int limit, bool texts)
        => ReadAsync(() => Reads.List(filter, limit, texts), "the list of instances");

    public Task<long?> PageEndAsync(InstanceFilter filter, int size)
        => ReadAsync(() => Reads.PageEnd(filter, size), "the list of instances");

    public Task<IReadOnlyList<string>> ChildrenAsync(long key)
        => ReadAsync(() => Reads.Children(key), "the sub-orchestrations of an instance");

    public async Task<bool> PurgeAsync(long key) => await Writer.WriteAsync(() =>
    {
        _free!.Look();
        return _writes!.Purge(key);
    }) > 0;

    public Task<IReadOnlyList<long>> OutdatedAsync(DateTime before, int keep, int limit)
        => ReadAsync(() => Reads.Outdated(before, keep, limit), "which instances have ended");

    public async Task<OpenInstance?> RewindAsync(RewoundInstance instance)
    {
        string[] turns = [.. instance.Turns.Select(HistoryJson.WriteAll)];
        return await Writer.WriteAsync(() => _writes!.Rewind(instance, turns)) > 0
            ? await ReadAsync(() => Reads.Open(instance.Key), "an instance that was rewound")
            : null;
    }

    public void Abandon() => _writer?.Abandon();

    /// <summary>Limits the size of the database, as a full disk would.</summary>
    /// <param name="pages">How many more pages it may have than now.</param>
    internal Task LimitGrowthAsync(int pages) => Writer.WriteAsync(() =>
    {
        using var size = new Statement(_connection!, "PRAGMA page_count");
        long now;
        using (var row = size.Query())
        {
            row.Read();
            now = row.GetInt64(0);
        }

        using var limit = new Statement(_connection!, $"PRAGMA max_page_count = {now + pages}");
        return limit.Run();
    });

    public ValueTask DisposeAsync()
    {
        _writer?.Dispose();
        _reads?.Dispose();
        _reads = null;
        _connection?.Dispose();
        _lock?.Dispose();
        return ValueTask.CompletedTask;
    }

    private static Task<T> ReadAsync<T>(Func<T> read, string what) => Task.FromResult(StoreFailure.Read(read, what));
}
