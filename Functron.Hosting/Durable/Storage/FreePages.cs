using Microsoft.Data.Sqlite;

namespace Functron.Hosting.Durable.Storage;

/// <summary>
/// Gives pages that a purge left free back to the file system. SQLite does that by itself only when told so before the first table is
/// made; a database of an earlier release is written anew once, at a start that finds little in it.
/// </summary>
/// <remarks>https://www.sqlite.org/pragma.html#pragma_auto_vacuum</remarks>
internal sealed class FreePages(SqliteConnection connection)
{
    /// <summary>Free pages are used again: no more than these are worth the work, nor an eighth of the file.</summary>
    private const long KeptPages = 2_048;

    /// <summary>What a change that comes meanwhile waits for: some milliseconds.</summary>
    private const int PagesAtATime = 500;

    /// <summary>Beyond it a start would take seconds longer: it is left for one that comes after a purge.</summary>
    private const long LargestRewritten = 128L * 1024 * 1024;

    private const long Incremental = 2;

    private readonly Statement _pages = new(connection, "PRAGMA page_count");
    private readonly Statement _free = new(connection, "PRAGMA freelist_count");
    private readonly Statement _giveBack = new(connection, $"PRAGMA incremental_vacuum({PagesAtATime})");
    private bool _wanted;

    /// <summary>Before the first table is made, and before anybody uses the database.</summary>
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
            // There is no room for a second copy. It works as it is, and the next start tries again.
        }
    }

    /// <summary>Something was removed.</summary>
    public void Look() => _wanted = true;

    /// <returns>Whether there is more to give back.</returns>
    public bool GiveBack()
    {
        if (!_wanted)
            return false;
        var before = Read(_free);
        if (before <= Math.Max(KeptPages, Read(_pages) / 8))
            return _wanted = false;

        // It gives back one page with each row that is read.
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
