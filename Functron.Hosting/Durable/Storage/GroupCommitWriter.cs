using System.Collections.Concurrent;

using Microsoft.Data.Sqlite;

namespace Functron.Hosting.Durable.Storage;

/// <summary>
/// The one thread that writes. All changes waiting when it turns to them share one transaction and one sync of the disk; each is wrapped in
/// a savepoint, so that one that fails takes nothing of the others with it.
/// </summary>
internal sealed class GroupCommitWriter : IDisposable
{
    // Bounds how long the first of a batch waits for the last.
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

    /// <param name="connection">Used by the writer's thread alone until it is disposed of.</param>
    /// <param name="inSpareTime">
    /// Called, in a transaction of its own, when a batch is stored and no other change waits; true to be called again. Whoever comes
    /// meanwhile waits for one call.
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

    /// <summary>Completes when the change is on disk, with what <paramref name="apply"/> gave; fails when nothing of it was stored.</summary>
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

    /// <summary>Fails whatever is not committed yet.</summary>
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
            // A full disk, say: there is another time.
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

            // An error such as a full disk undoes the whole transaction: each change then shows by itself whether it can be stored.
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
            // The next BEGIN says what is wrong, if it still is.
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
