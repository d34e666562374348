using Microsoft.Data.Sqlite;

namespace Functron.Hosting.Durable.Storage;

/// <summary>Columns as the schema keeps them.</summary>
internal static class Rows
{
    public static DateTime Time(SqliteDataReader row, int column) => new(row.GetInt64(column), DateTimeKind.Utc);

    public static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
