using System.Data.Common;

using Microsoft.Data.Sqlite;

using SQLitePCL;

namespace Functron.Hosting.Durable.Storage;

/// <summary>What a failure of the store means.</summary>
internal static class StoreFailure
{
    /// <summary>
    /// True for troubles of the disk or the machine, which may pass. False for what would fail each time, such as a broken constraint.
    /// </summary>
    public static bool MayHeal(Exception failure) => failure switch
    {
        SqliteException database => database.SqliteErrorCode is raw.SQLITE_FULL or raw.SQLITE_IOERR or raw.SQLITE_CANTOPEN
            or raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_PROTOCOL or raw.SQLITE_READONLY or raw.SQLITE_PERM
            or raw.SQLITE_NOMEM or raw.SQLITE_INTERRUPT,
        IOException { InnerException: SqliteException database } => MayHeal(database),
        _ => failure is IOException,
    };

    /// <summary>Reads what a caller asked for.</summary>
    /// <param name="what">What was to be read, for the message.</param>
    /// <exception cref="IOException">The database did not give it.</exception>
    public static T Read<T>(Func<T> read, string what)
    {
        try
        {
            return read();
        }
        catch (DbException failure)
        {
            throw new IOException($"The durable store could not read {what}: {failure.Message.ReplaceLineEndings(" ")}", failure);
        }
    }

    /// <summary>Waits for a change that a caller asked for.</summary>
    /// <param name="what">What was to be stored, for the message.</param>
    /// <exception cref="IOException">The database did not take it.</exception>
    public static async Task<T> TellAsync<T>(Task<T> change, string what)
    {
        await TellAsync((Task)change, what);
        return await change;
    }

    /// <inheritdoc cref="TellAsync{T}"/>
    public static async Task TellAsync(Task change, string what)
    {
        try
        {
            await change;
        }
        catch (DbException failure)
        {
            throw Told(failure, what);
        }
    }

    /// <summary>The exception that a caller gets.</summary>
    public static IOException Told(Exception failure, string what)
        => new($"The durable store could not keep {what}: {failure.Message.ReplaceLineEndings(" ")}", failure);
}
