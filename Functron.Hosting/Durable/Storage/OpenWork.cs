using Functron.Hosting.Durable.History;

using Microsoft.Data.Sqlite;

namespace Functron.Hosting.Durable.Storage;

/// <summary>Reads what has not ended. Histories stay on disk until a turn needs them, so their size does not slow a start.</summary>
internal static class OpenWork
{
    public static StoredWork Read(SqliteConnection connection)
    {
        const string LastKey =
            "SELECT MAX(COALESCE((SELECT MAX(key) FROM instances), 0), COALESCE((SELECT MAX(key) FROM activities), 0))";
        return new StoredWork(
            All(connection, LastKey, row => row.GetInt64(0))[0],
            All(connection, $"SELECT {Columns} FROM instances WHERE status IN (0, 6, 7) ORDER BY key", ReadInstance),
            All(
                connection,
                "SELECT key, seq, event FROM messages ORDER BY seq",
                row => new OpenMessage(row.GetInt64(0), row.GetInt64(1), HistoryJson.Read(row.GetString(2)))),
            All(
                connection,
                "SELECT key, task_id, name, input FROM activities ORDER BY key, task_id",
                row => new OpenActivity(row.GetInt64(0), row.GetInt32(1), row.GetString(2), Rows.Text(row, 3))),
            All(
                connection,
                "SELECT key, timer_id, fire_at FROM timers",
                row => new OpenTimer(row.GetInt64(0), row.GetInt32(1), Rows.Time(row, 2))));
    }

    /// <summary>
    /// The columns that <see cref="ReadInstance"/> reads. Input and tags of an instance that has begun are in its history.
    /// </summary>
    public const string Columns =
        "key, id, name, execution_id, start_at, turns, CASE turns WHEN 0 THEN input END, parent_id, parent_key, parent_task, parent_name, "
        + "CASE turns WHEN 0 THEN tags END";

    public static OpenInstance ReadInstance(SqliteDataReader row) => new(
        row.GetInt64(0),
        row.GetString(1),
        row.GetString(2),
        row.GetString(3),
        row.IsDBNull(4) ? null : Rows.Time(row, 4),
        row.GetInt32(5),
        Rows.Text(row, 6),
        Rows.Parent(row, 7),
        HistoryJson.ReadTags(Rows.Text(row, 11)));

    private static List<T> All<T>(SqliteConnection connection, string sql, Func<SqliteDataReader, T> read)
    {
        using var statement = new Statement(connection, sql);
        using var rows = statement.Query();
        var all = new List<T>();
        while (rows.Read())
            all.Add(read(rows));
        return all;
    }
}
