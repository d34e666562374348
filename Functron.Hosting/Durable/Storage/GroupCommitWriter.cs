using System.Collections.Concurrent;

using Microsoft.Data.Sqlite;

namespace Functron.Hosting.Durable.Storage;

/// <summary>
/// The one thread that writes. All changes that wait at one time share one transaction and one sync of the disk. Each has a savepoint of
/// its own, so that a change that fails undoes nothing of the others.
/// </summary>
internal sealed class GroupCommitWriter : IDisposable
{
    // Limits how long the first change of a batch waits for the last.
    private const int MaxBatch = 256;

    private readonly SqliteConnection _connection;
    private readonly BlockingCollection<Change> _changes = [];
    private readonly List<Change> _batch = [];
    private readonly Thread _thread;
    private readonly Statement _begin;
    private readonly Statement _commit;
    private readonly Statement _rollback;
    private readonly Statement _savepoint;
    private readonly Statement _release;
    private readonly Statement _undo;
    private readonly Func<bool> _inSpareTime;
    private volatile bool _abandoned;

    /// <param name="connection">Used by the writer's thread alone until the writer is disposed.</param>
    /// <param name="inSpareTime">
    /// Called, in a transaction of its own, when a batch is stored and no other change waits. It returns true to be called again. A change
    /// that comes meanwhile waits for one such call.
    /// </param>
    public GroupCommitWriter(SqliteConnection connection, Func<bool>? inSpareTime = null)
    {
        _connection = connection;
        _inSpareTime = inSpareTime ?? (() => false);
        _begin = new Statement(connection, "BEGIN IMMEDIATE");
        _commit = new Statement(connection, "COMMIT");
        _rollback = new Statement(connection, "ROLLBACK");
        _savepoint = new Statement(connection, "SAVEPOINT change");
        _release = new Statement(connection, "RELEASE change");
        _undo = new Statement(connection, "ROLLBACK TO change");
        _thread = new Thread(Run) { Name = "durable writer", IsBackground = true };
        _thread.Start();
    }

    /// <summary>
    /// Completes when the change is on disk, with what <paramref name="apply"/> gave. Fails when nothing of it was stored.
    /// </summary>
    /// <exception cref="EngineStoppedException">The writer is closed.</exception>
    public Task<int> WriteAsync(Func<int> apply)
    {
        var change = new Change(apply);
        try
        {
            _changes.Add(change);
        }
        catch (InvalidOperationException)
        {
            throw new EngineStoppedException();
        }

        return change.Done.Task;
    }

    private bool InTransaction => SQLitePCL.raw.sqlite3_get_autocommit(_connection.Handle) == 0;

    /// <summary>Fails all changes that are not committed yet.</summary>
    public void Abandon() => _abandoned = true;

    /// <summary>Stores what was accepted, then ends the thread.</summary>
    public void Dispose()
    {
        _changes.CompleteAdding();
        _thread.Join();
    }

    private void Run()
    {
        foreach (var first in _changes.GetConsumingEnumerable())
        {
            _batch.Add(first);
            while (_batch.Count < MaxBatch && _changes.TryTake(out var next))
                _batch.Add(next);

            Commit(_batch);
            foreach (var change in _batch)
                change.Complete();
            _batch.Clear();
            while (_changes.Count == 0 && !_abandoned && UseSpareTime())
            {
            }
        }
    }

    private bool UseSpareTime()
    {
        try
        {
            _begin.Run();
            var more = _inSpareTime();
            _commit.Run();
            return more;
        }
        catch (SqliteException)
        {
            // For example a full disk. The next batch tries again.
            RollBack();
            return false;
        }
    }

    private void Commit(List<Change> changes)
    {
        try
        {
            _begin.Run();
            foreach (var change in changes)
                Apply(change);
            if (_abandoned)
                throw new EngineStoppedException();
            _commit.Run();
        }
        catch (Exception failure)
        {
            RollBack();
            if (changes.Count == 1 || _abandoned)
            {
                foreach (var change in changes)
                    change.Failure = failure;
                return;
            }

            // An error such as a full disk undoes the whole transaction. So each change is tried again alone.
            foreach (var change in changes)
            {
                change.Failure = null;
                Commit([change]);
            }
        }
    }

    private void Apply(Change change)
    {
        _savepoint.Run();
        try
        {
            change.Apply();
        }
        catch (Exception failure) when (InTransaction)
        {
            _undo.Run();
            change.Failure = failure;
        }

        _release.Run();
    }

    private void RollBack()
    {
        try
        {
            if (InTransaction)
                _rollback.Run();
        }
        catch (SqliteException)
        {
            // If something is still wrong, the next BEGIN fails with it.
        }
    }

    private sealed class Change(Func<int> apply)
    {
        private int _result;

        public TaskCompletionSource<int> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Exception? Failure { get; set; }

        public void Apply() => _result = apply();

        public void Complete()
        {
            if (Failure is { } failure)
                Done.SetException(failure);
            else
                Done.SetResult(_result);
        }
    }
}
