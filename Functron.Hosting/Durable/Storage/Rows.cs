using Functron.Hosting.Durable.History;

using Microsoft.Data.Sqlite;

namespace Functron.Hosting.Durable.Storage;

/// <summary>Reads columns in the types of the schema.</summary>
internal static class Rows
{
    public static DateTime Time(SqliteDataReader row, int column) => new(row.GetInt64(column), DateTimeKind.Utc);

    public static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    /// <summary>The four columns parent_id, parent_key, parent_task and parent_name.</summary>
    /// <param name="column">The first of them.</param>
    public static ParentLink? Parent(SqliteDataReader row, int column) => row.IsDBNull(column)
        ? null
        : new ParentLink(row.GetString(column), row.GetInt64(column + 1), row.GetInt32(column + 2), row.GetString(column + 3));
}
