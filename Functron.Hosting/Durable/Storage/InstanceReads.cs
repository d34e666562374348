using System.Collections.Concurrent;

using Functron.Hosting.Durable.History;

using Microsoft.Data.Sqlite;
using Microsoft.DurableTask.Client;

namespace Functron.Hosting.Durable.Storage;

/// <summary>Reads while the writer writes. Each read has a connection of its own. Connections are kept for the next read.</summary>
internal sealed class InstanceReads(string connectionString) : IDisposable
{
    private const string StatusColumns = "key, id, name, status, created_at, updated_at, start_at, tags, "
        + "parent_id, parent_key, parent_task, parent_name";
    private const string AllColumns = StatusColumns + ", input, output, custom_status, failure";

    private readonly ConcurrentBag<Session> _idle = [];
    private volatile bool _closed;

    public StoredInstance? Find(string id, bool texts)
    {
        var session = Rent();
        using (var row = (texts ? session.FindAll : session.FindStatus).Query(id))
        {
            if (!row.Read())
            {
                row.Close();
                Return(session);
                return null;
            }

            var found = ReadInstance(row, texts);
            row.Close();
            Return(session);
            return found;
        }
    }

    public IReadOnlyList<StoredInstance> List(InstanceFilter filter, int limit, bool texts)
        => All(
            $"SELECT {(texts ? AllColumns : StatusColumns)} {Matching(filter)} LIMIT ?6",
            row => ReadInstance(row, texts),
            [.. Values(filter), limit]);

    /// <returns>Null when no more than <paramref name="size"/> match.</returns>
    public long? PageEnd(InstanceFilter filter, int size)
    {
        var keys = All($"SELECT key {Matching(filter)} LIMIT 2 OFFSET ?6", row => row.GetInt64(0), [.. Values(filter), size - 1]);
        return keys.Count == 2 ? keys[0] : null;
    }

    private static string Matching(InstanceFilter filter)
    {
        var statuses = filter.Statuses.Count == 0
            ? ""
            : $" AND status IN ({string.Join(',', filter.Statuses.Select(status => (int)status))})";
        return "FROM instances WHERE key > ?1 AND key <= ?2 AND created_at >= ?3 AND created_at <= ?4 "
            + $"AND (?5 IS NULL OR substr(id, 1, length(?5)) = ?5){statuses} ORDER BY key";
    }

    private static object?[] Values(InstanceFilter filter)
        => [filter.AfterKey, filter.UpToKey, filter.CreatedFrom?.Ticks ?? 0, filter.CreatedTo?.Ticks ?? long.MaxValue, filter.IdPrefix];

    public IReadOnlyList<string> Children(long key)
        => All("SELECT id FROM instances WHERE parent_key = ?1 ORDER BY key", row => row.GetString(0), key);

    public IReadOnlyList<long> Outdated(DateTime before, int keep, int limit)
    {
        const string Ended = "FROM instances WHERE status NOT IN (0, 6, 7)";
        var count = All($"SELECT COUNT(*) {Ended}", row => row.GetInt64(0))[0];
        var tooMany = All($"SELECT key {Ended} ORDER BY updated_at LIMIT ?1", row => row.GetInt64(0), Math.Clamp(count - keep, 0, limit));
        if (tooMany.Count == limit)
            return tooMany;
        const string TooOld = $"SELECT key {Ended} AND updated_at < ?1 ORDER BY updated_at LIMIT ?2";
        return [.. tooMany.Union(All(TooOld, row => row.GetInt64(0), before.Ticks, limit))];
    }

    public OpenInstance? Open(long key)
        => All($"SELECT {OpenWork.Columns} FROM instances WHERE key = ?1", OpenWork.ReadInstance, key).SingleOrDefault();

    public IReadOnlyList<HistoryEvent> ReadHistory(long key)
    {
        var session = Rent();
        var events = new List<HistoryEvent>();
        using (var rows = session.History.Query(key))
        {
            while (rows.Read())
                events.AddRange(HistoryJson.ReadAll(rows.GetString(0)));
        }

        Return(session);
        return events;
    }

    public void Dispose()
    {
        _closed = true;
        Empty();
    }

    private static StoredInstance ReadInstance(SqliteDataReader row, bool texts)
    {
        var found = new StoredInstance(
            row.GetInt64(0),
            row.GetString(1),
            row.GetString(2),
            (OrchestrationRuntimeStatus)row.GetInt32(3),
            Rows.Time(row, 4),
            Rows.Time(row, 5))
        {
            StartAt = row.IsDBNull(6) ? null : Rows.Time(row, 6),
            Tags = HistoryJson.ReadTags(Rows.Text(row, 7)),
            Parent = Rows.Parent(row, 8),
        };
        return texts
            ? found with
            {
                Input = Rows.Text(row, 12),
                Output = Rows.Text(row, 13),
                CustomStatus = Rows.Text(row, 14),
                Failure = HistoryJson.ReadFailure(Rows.Text(row, 15)),
            }
            : found;
    }

    /// <summary>For rare queries, whose statements are not kept.</summary>
    private List<T> All<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        var session = Rent();
        var all = new List<T>();
        using (var statement = session.Prepare(sql, values.Length))
        using (var rows = statement.Query(values))
        {
            while (rows.Read())
                all.Add(read(rows));
        }

        Return(session);
        return all;
    }

    private void Return(Session session)
    {
        _idle.Add(session);
        if (_closed)
            Empty();
    }

    private void Empty()
    {
        while (_idle.TryTake(out var session))
            session.Dispose();
    }

    // A session whose read failed is not given back. The garbage collector takes it.
    private Session Rent() => _idle.TryTake(out var session) ? session : new Session(connectionString);

    private sealed class Session : IDisposable
    {
        private readonly SqliteConnection _connection;

        public Session(string connectionString)
        {
            _connection = new SqliteConnection(connectionString);
            _connection.Open();
            FindStatus = new Statement(_connection, $"SELECT {StatusColumns} FROM instances WHERE id = ?1", 1);
            FindAll = new Statement(_connection, $"SELECT {AllColumns} FROM instances WHERE id = ?1", 1);
            History = new Statement(_connection, "SELECT events FROM history WHERE key = ?1 ORDER BY turn", 1);
        }

        public Statement Prepare(string sql, int parameters) => new(_connection, sql, parameters);

        public Statement FindStatus { get; }

        public Statement FindAll { get; }

        public Statement History { get; }

        public void Dispose()
        {
            FindStatus.Dispose();
            FindAll.Dispose();
            History.Dispose();
            _connection.Dispose();
        }
    }
}
