using Microsoft.Data.Sqlite;

namespace Functron.Hosting.Durable.Storage;

/// <summary>Reads columns in the types of the schema.</summary>
internal static class Rows
{
    public static DateTime Time(SqliteDataReader row, int column) => new(row.GetInt64(column), DateTimeKind.Utc);

    public static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
