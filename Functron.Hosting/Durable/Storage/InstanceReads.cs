using System.Collections.Concurrent;

using Functron.Hosting.Durable.History;

using Microsoft.Data.Sqlite;
using Microsoft.DurableTask.Client;

namespace Functron.Hosting.Durable.Storage;

/// <summary>Reads beside the writer, each on a connection of its own; connections are kept for the next read.</summary>
internal sealed class InstanceReads(string connectionString) : IDisposable
{
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

            var found = new StoredInstance(
                row.GetInt64(0),
                id,
                row.GetString(1),
                (OrchestrationRuntimeStatus)row.GetInt32(2),
                Rows.Time(row, 3),
                Rows.Time(row, 4));
            if (texts)
            {
                found = found with
                {
                    Input = Rows.Text(row, 5),
                    Output = Rows.Text(row, 6),
                    CustomStatus = Rows.Text(row, 7),
                    Failure = HistoryJson.ReadFailure(Rows.Text(row, 8)),
                };
            }

            row.Close();
            Return(session);
            return found;
        }
    }

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

    // A session whose read failed is not given back: it is left to the collector with its fault.
    private Session Rent() => _idle.TryTake(out var session) ? session : new Session(connectionString);

    private sealed class Session : IDisposable
    {
        private readonly SqliteConnection _connection;

        public Session(string connectionString)
        {
            _connection = new SqliteConnection(connectionString);
            _connection.Open();
            FindStatus = new Statement(_connection, "SELECT key, name, status, created_at, updated_at FROM instances WHERE id = ?1", 1);
            FindAll = new Statement(
                _connection,
                "SELECT key, name, status, created_at, updated_at, input, output, custom_status, failure FROM instances WHERE id = ?1",
                1);
            History = new Statement(_connection, "SELECT events FROM history WHERE key = ?1 ORDER BY turn", 1);
        }

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
