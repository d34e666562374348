namespace Functron.Execution.Requests.Tars;

/// <summary>Finds out by the first bytes of an archive how it is packed.</summary>
internal static class TarCompression
{
    private const int Longest = 6;

    private static ReadOnlySpan<byte> Gzip => [0x1F, 0x8B];

    private static ReadOnlySpan<byte> Bzip2 => "BZh"u8;

    private static ReadOnlySpan<byte> Xz => [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0];

    private static ReadOnlySpan<byte> Zstandard => [0x28, 0xB5, 0x2F, 0xFD];

    private static ReadOnlySpan<byte> Zip => "PK\x03\x04"u8;

    /// <param name="mostStreams">How many streams a bzip2 file may have.</param>
    /// <returns>The unpacked archive, which can be read once. Null when it is packed in a way that is not supported.</returns>
    public static Stream? Unpack(Stream archive, long mostStreams = long.MaxValue)
    {
        Span<byte> start = stackalloc byte[Longest];
        start = start[..Peek(archive, start)];
        if (start.StartsWith(Gzip))
            return new GzipMembers(archive);
        if (start.StartsWith(Bzip2))
            return new Bzip2Streams(archive, mostStreams);
        if (start.StartsWith(Xz) || start.StartsWith(Zstandard) || start.StartsWith(Zip))
            return null;
        return archive;
    }

    /// <summary>Whether a bzip2 stream begins here. The position in the archive does not change.</summary>
    public static bool IsBzip2(Stream archive)
    {
        Span<byte> start = stackalloc byte[Longest];
        return start[..Peek(archive, start)].StartsWith(Bzip2);
    }

    public static TarRefusedException Trailing() =>
        new("trailing-bytes", "TarFile has bytes behind its compressed part that are no further part of it.");

    public static TarRefusedException Damaged(string packing) =>
        new("corrupt", $"TarFile cannot be unpacked: its {packing} compression is damaged or cut off.");

    private static int Peek(Stream archive, Span<byte> start)
    {
        var position = archive.Position;
        var count = archive.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        archive.Position = position;
        return count;
    }
}
