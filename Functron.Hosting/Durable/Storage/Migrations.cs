using System.Reflection;

using Microsoft.Data.Sqlite;

namespace Functron.Hosting.Durable.Storage;

/// <summary>
/// Brings a database to the present schema. Scripts are numbered and embedded. A released script is never edited; a new one follows it.
/// </summary>
internal static class Migrations
{
    private const string Prefix = "Functron.Hosting.Durable.Storage.Schema.";

    /// <summary>Names of the scripts, in order. The first makes version 1.</summary>
    public static IReadOnlyList<string> Scripts { get; } =
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    /// <exception cref="InvalidDataException">A later release wrote the database.</exception>
    public static void Apply(SqliteConnection connection)
    {
        Run(connection, "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)");
        using var query = connection.CreateCommand();
        query.CommandText = "SELECT COALESCE(MAX(version), 0) FROM schema_version";
        var version = (int)(long)query.ExecuteScalar()!;
        if (version > Scripts.Count)
        {
            throw new InvalidDataException(
                $"'{connection.DataSource}' has schema version {version}; this release knows versions up to {Scripts.Count}.");
        }

        for (; version < Scripts.Count; version++)
        {
            using var transaction = connection.BeginTransaction();
            Run(connection, Read(Scripts[version]));
            Run(connection, $"INSERT INTO schema_version (version) VALUES ({version + 1})");
            transaction.Commit();
        }
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static string Read(string script)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(script)!);
        return reader.ReadToEnd();
    }
}
