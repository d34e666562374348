using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;

namespace Functron.Execution.Requests.Scanning;

/// <summary>Resolves the inside of a JSON string in place, as far as the bytes at hand go.</summary>
/// <param name="Consumed">Bytes read; what is left needs more bytes behind it (a cut escape or character).</param>
/// <param name="Produced">Bytes of text now at the start of the span.</param>
/// <param name="Ended">The closing quote was consumed.</param>
internal readonly record struct StringPiece(int Consumed, int Produced, bool Ended)
{
    private const int UnicodeEscape = 6; // \uXXXX

    private static readonly SearchValues<byte> Special =
        SearchValues.Create([(byte)'"', (byte)'\\', .. Enumerable.Range(0, 0x20).Select(b => (byte)b)]);

    /// <exception cref="FormatException">The string is not valid JSON or not valid UTF-8.</exception>
    public static StringPiece Resolve(Span<byte> bytes)
    {
        var read = 0;
        var written = 0;
        while (read < bytes.Length)
        {
            var run = bytes[read..].IndexOfAny(Special);
            var literal = run < 0 ? WholeCharacters(bytes[read..]) : bytes.Slice(read, run);
            if (!Utf8.IsValid(literal))
                throw new FormatException("invalid UTF-8");
            literal.CopyTo(bytes[written..]);
            read += literal.Length;
            written += literal.Length;
            if (run < 0)
                break;

            if (bytes[read] == '"')
                return new StringPiece(read + 1, written, Ended: true);
            if (bytes[read] != '\\')
                throw new FormatException("a control character in a string");
            if (Escape(bytes[read..], out var length) is not { } rune)
                break;
            read += length;
            written += rune.EncodeToUtf8(bytes[written..]);
        }

        return new StringPiece(read, written, Ended: false);
    }

    /// <summary>A character cut by the end of the bytes at hand waits for its rest.</summary>
    private static Span<byte> WholeCharacters(Span<byte> bytes)
    {
        for (var back = 1; back <= Math.Min(3, bytes.Length); back++)
        {
            var b = bytes[^back];
            if ((b & 0xC0) == 0x80)
                continue;
            var length = b switch { >= 0xF0 => 4, >= 0xE0 => 3, >= 0xC0 => 2, _ => 1 };
            return length > back ? bytes[..^back] : bytes;
        }

        return bytes;
    }

    /// <returns>Null when more bytes are needed.</returns>
    private static Rune? Escape(ReadOnlySpan<byte> bytes, out int length)
    {
        length = 2;
        if (bytes.Length < length)
            return null;
        switch (bytes[1])
        {
            case (byte)'"' or (byte)'\\' or (byte)'/': return new Rune((char)bytes[1]);
            case (byte)'b': return new Rune('\b');
            case (byte)'f': return new Rune('\f');
            case (byte)'n': return new Rune('\n');
            case (byte)'r': return new Rune('\r');
            case (byte)'t': return new Rune('\t');
            case (byte)'u': break;
            default: throw new FormatException("an unknown escape in a string");
        }

        length = UnicodeEscape;
        if (bytes.Length < length)
            return null;
        var unit = Unit(bytes);
        if (!char.IsSurrogate(unit))
            return new Rune(unit);

        length = 2 * UnicodeEscape;
        if (bytes.Length < length)
            return null;
        return Rune.TryCreate(unit, bytes[UnicodeEscape] == '\\' && bytes[UnicodeEscape + 1] == 'u' ? Unit(bytes[UnicodeEscape..]) : ' ', out var pair)
            ? pair
            : throw new FormatException("half a surrogate pair in a string");
    }

    private static char Unit(ReadOnlySpan<byte> escape) =>
        Utf8Parser.TryParse(escape[2..UnicodeEscape], out ushort unit, out var digits, 'x') && digits == 4
            ? (char)unit
            : throw new FormatException("a \\u escape without four hexadecimal digits");
}
