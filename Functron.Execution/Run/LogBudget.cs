namespace Functron.Execution.Run;

/// <summary>
/// How large the engine's log of a container may grow. It must hold more than the output caps, because a run that is found again reads its
/// whole output from there. And it must be bounded, because it takes disk.
/// </summary>
internal static class LogBudget
{
    private const long AtLeast = 64L * 1024 * 1024;

    /// <summary>More than the driver adds to an entry: lengths, stream name, time (28 bytes, by its format).</summary>
    private const long EntryOverhead = 48;

    /// <summary>Bytes of one log file. The engine keeps two files and drops the older one.</summary>
    public static long FileBytes(long maxOutputBytes) => Math.Max(AtLeast, 4 * maxOutputBytes);

    /// <summary>
    /// The log may have been rotated often enough to have lost its head: then what is left fills at least one file.
    /// </summary>
    public static bool MayHaveLostHead(long entries, long bytes, long fileBytes) => bytes + (entries * EntryOverhead) >= fileBytes;
}
