using System.Formats.Tar;

namespace Functron.Execution.Engine;

/// <summary>The one file of the tar that the engine answers with when it is asked for a file.</summary>
internal static class SingleFile
{
    /// <returns>Null when it is no file, or a larger one than the limit.</returns>
    public static async Task<byte[]?> ReadAsync(Stream tar, int limit, CancellationToken cancellationToken)
    {
        await using var reader = new TarReader(tar, leaveOpen: true);
        if (await reader.GetNextEntryAsync(cancellationToken: cancellationToken) is not { } entry
            || entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile)
            || entry.Length > limit)
            return null;
        var bytes = new byte[entry.Length];
        if (entry.DataStream is { } content)
            await content.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }
}
