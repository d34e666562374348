using System.Diagnostics;
using Functron.Benchmarks.Measuring;
using Microsoft.Data.Sqlite;

namespace Functron.Benchmarks.Durable;

/// <summary>What every durable step costs at least: a row, a transaction, a sync.</summary>
internal sealed class BareSqlite : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _insert;

    public BareSqlite(string file)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ConnectionString);
        _connection.Open();
        using var settings = _connection.CreateCommand();
        settings.CommandText = """
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            CREATE TABLE rows (id INTEGER PRIMARY KEY, text TEXT NOT NULL)
            """;
        settings.ExecuteNonQuery();
        _insert = _connection.CreateCommand();
        _insert.CommandText = $"INSERT INTO rows (text) VALUES ('{new string('x', 100)}')";
        _insert.Prepare();

        // A log that has reached its size is written over, which is cheaper than to make it grow. The engine's log has reached it, too.
        for (var commit = 0; commit < 1500; commit++)
            _insert.ExecuteNonQuery();
    }

    public string Version => _connection.ServerVersion;

    public Pace Commit(TimeSpan duration, CancellationToken cancel)
    {
        var times = new List<double>();
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < duration)
        {
            cancel.ThrowIfCancellationRequested();
            var start = Stopwatch.GetTimestamp();
            _insert.ExecuteNonQuery();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return new Pace([.. times], clock.Elapsed);
    }

    public void Dispose()
    {
        _insert.Dispose();
        _connection.Dispose();
    }
}
