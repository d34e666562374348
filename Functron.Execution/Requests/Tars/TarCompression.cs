using ICSharpCode.SharpZipLib.BZip2;
using ICSharpCode.SharpZipLib.GZip;

namespace Functron.Execution.Requests.Tars;

/// <summary>How an archive is packed, told by its first bytes.</summary>
internal static class TarCompression
{
    private const int Longest = 6;

    private static ReadOnlySpan<byte> Gzip => [0x1F, 0x8B];

    private static ReadOnlySpan<byte> Bzip2 => "BZh"u8;

    private static ReadOnlySpan<byte> Xz => [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0];

    private static ReadOnlySpan<byte> Zstandard => [0x28, 0xB5, 0x2F, 0xFD];

    private static ReadOnlySpan<byte> Zip => "PK\x03\x04"u8;

    /// <returns>The archive itself, to be read once; null when it is packed in a way that is not taken.</returns>
    public static Stream? Unpack(Stream archive)
    {
        Span<byte> start = stackalloc byte[Longest];
        start = start[..archive.ReadAtLeast(start, Longest, throwOnEndOfStream: false)];
        archive.Position = 0;

        if (start.StartsWith(Gzip))
            return new GZipInputStream(archive) { IsStreamOwner = false };
        if (start.StartsWith(Bzip2))
            return new BZip2InputStream(archive) { IsStreamOwner = false };
        if (start.StartsWith(Xz) || start.StartsWith(Zstandard) || start.StartsWith(Zip))
            return null;
        return archive;
    }
}
