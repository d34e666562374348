namespace Functron.Execution.Requests.Scanning;

/// <summary>
/// What the first bytes of a body say before it is read as JSON: it has a byte-order mark, another encoding, or is compressed. PowerShell
/// 5 and some editors write such marks.
/// </summary>
internal static class BodyStart
{
    /// <summary>The length of the longest mark, in bytes.</summary>
    public const int Length = 4;

    private static readonly (byte[] Bytes, string Name)[] Compressions =
    [
        ([0x1F, 0x8B], "gzip"),
        ([0x28, 0xB5, 0x2F, 0xFD], "zstd"),
        ("BZh"u8.ToArray(), "bzip2"),
        ([0xFD, .. "7zX"u8], "xz"),
        ([.. "PK"u8, 3, 4], "zip"),
        ([0x78, 0x01], "deflate"), ([0x78, 0x5E], "deflate"), ([0x78, 0x9C], "deflate"), ([0x78, 0xDA], "deflate"),
    ];

    /// <param name="start">The first bytes; less than <see cref="Length"/> only of a shorter body.</param>
    /// <returns>How many of them are no JSON and to be passed over: those of UTF-8's mark.</returns>
    /// <exception cref="RequestRefusedException">It is not UTF-8, or it is compressed.</exception>
    public static int Judge(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith("\uFEFF"u8))
            return "\uFEFF"u8.Length;
        if (OtherEncoding(start) is { } encoding)
            throw RequestRefusedException.Body("body-utf8", $"The body is {encoding}, by its first bytes: send it as UTF-8.");
        foreach (var (bytes, name) in Compressions)
        {
            if (start.StartsWith(bytes))
                throw RequestRefusedException.Body(
                    "body-compressed", $"The body is compressed ({name}), by its first bytes: send it uncompressed.");
        }

        return 0;
    }

    /// <summary>
    /// JSON begins with two ASCII characters. The places of their zero bytes tell the encoding, with or without a mark.
    /// </summary>
    private static string? OtherEncoding(ReadOnlySpan<byte> start) => start switch
    {
        [0xFF, 0xFE, 0, 0, ..] or [0, 0, 0xFE, 0xFF, ..] or [not 0, 0, 0, 0, ..] or [0, 0, 0, not 0, ..] => "UTF-32",
        [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [not 0, 0, ..] or [0, not 0, ..] => "UTF-16",
        _ => null,
    };
}
