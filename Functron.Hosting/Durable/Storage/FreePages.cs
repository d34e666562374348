using Microsoft.Data.Sqlite;

namespace Functron.Hosting.Durable.Storage;

/// <summary>
/// Gives free pages, which a purge leaves, back to the file system. SQLite can do that only if it was told so before the first table was
/// made. So a database of an earlier release is rewritten once, at a start that finds little in it.
/// </summary>
/// <remarks>https://www.sqlite.org/pragma.html#pragma_auto_vacuum</remarks>
internal sealed class FreePages(SqliteConnection connection)
{
    /// <summary>Free pages are used again, so this many, or an eighth of the file, are kept.</summary>
    private const long KeptPages = 2_048;

    /// <summary>So few that a change which comes meanwhile waits only some milliseconds.</summary>
    private const int PagesAtATime = 500;

    /// <summary>Bytes in use. To rewrite more would delay the start by seconds, so a start after a purge does it.</summary>
    private const long LargestRewritten = 128L * 1024 * 1024;

    private const long Incremental = 2;

    private readonly Statement _pages = new(connection, "PRAGMA page_count");
    private readonly Statement _free = new(connection, "PRAGMA freelist_count");
    private readonly Statement _giveBack = new(connection, $"PRAGMA incremental_vacuum({PagesAtATime})");
    private bool _wanted;

    /// <summary>To be called before the first table is made, and before anybody uses the database.</summary>
    public static void Prepare(SqliteConnection connection)
    {
        using var mode = new Statement(connection, "PRAGMA auto_vacuum");
        if (Read(mode) == Incremental)
            return;
        using (var set = new Statement(connection, "PRAGMA auto_vacuum = INCREMENTAL"))
            set.Run();
        using var pages = new Statement(connection, "PRAGMA page_count");
        using var free = new Statement(connection, "PRAGMA freelist_count");
        using var size = new Statement(connection, "PRAGMA page_size");
        var total = Read(pages);
        if (total == 0 || (total - Read(free)) * Read(size) > LargestRewritten)
            return;
        try
        {
            using var rewrite = new Statement(connection, "VACUUM");
            rewrite.Run();
        }
        catch (SqliteException)
        {
            // There is no room for a second copy. The database works without that, and the next start tries again.
        }
    }

    /// <summary>Rows were removed, so there may be free pages.</summary>
    public void Look() => _wanted = true;

    /// <returns>Whether there is more to give back.</returns>
    public bool GiveBack()
    {
        if (!_wanted)
            return false;
        var before = Read(_free);
        if (before <= Math.Max(KeptPages, Read(_pages) / 8))
            return _wanted = false;

        // SQLite gives one page back with each row that is read.
        using (var rows = _giveBack.Query())
        {
            while (rows.Read())
            {
            }
        }

        return _wanted = Read(_free) < before;
    }

    private static long Read(Statement number)
    {
        using var row = number.Query();
        return row.Read() ? row.GetInt64(0) : 0;
    }
}
