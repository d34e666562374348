using System.Buffers;
using System.Buffers.Text;
using System.Text;

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

    private static readonly SearchValues<byte> HexDigits = SearchValues.Create("0123456789abcdefABCDEF"u8);

    /// <exception cref="TextFaultException">The string is not valid JSON or not valid UTF-8.</exception>
    public static StringPiece Resolve(Span<byte> bytes)
    {
        var read = 0;
        var written = 0;
        while (read < bytes.Length)
        {
            var run = bytes[read..].IndexOfAny(Special);
            var literal = run < 0 ? WholeCharacters(bytes[read..]) : bytes.Slice(read, run);
            if (Utf8Validity.FirstInvalid(literal) is >= 0 and var invalid)
                throw TextFaultException.Utf8(literal[invalid..], read + invalid);
            literal.CopyTo(bytes[written..]);
            read += literal.Length;
            written += literal.Length;
            if (run < 0)
                break;

            if (bytes[read] == '"')
                return new StringPiece(read + 1, written, Ended: true);
            if (bytes[read] != '\\')
                throw TextFaultException.Control(bytes[read], read);
            if (Escape(bytes[read..], read, out var length) is not { } rune)
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
    private static Rune? Escape(ReadOnlySpan<byte> bytes, int at, out int length)
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
            default: throw TextFaultException.Escape(at);
        }

        length = UnicodeEscape;
        if (Unit(bytes, at) is not { } unit)
            return null;
        if (!char.IsSurrogate(unit))
            return new Rune(unit);

        // Its other half follows, or it is none.
        length = 2 * UnicodeEscape;
        var rest = bytes[UnicodeEscape..];
        if (char.IsLowSurrogate(unit) || rest is [not (byte)'\\', ..] or [_, not (byte)'u', ..])
            throw TextFaultException.Surrogate(at);
        if (rest.Length < 2 || Unit(rest, at + UnicodeEscape) is not { } low)
            return null;
        return Rune.TryCreate(unit, low, out var pair) ? pair : throw TextFaultException.Surrogate(at);
    }

    /// <returns>Null when more bytes are needed.</returns>
    private static char? Unit(ReadOnlySpan<byte> escape, int at)
    {
        var digits = escape[2..Math.Min(escape.Length, UnicodeEscape)];
        if (digits.IndexOfAnyExcept(HexDigits) >= 0)
            throw TextFaultException.Escape(at);
        return digits.Length == UnicodeEscape - 2 && Utf8Parser.TryParse(digits, out ushort unit, out _, 'x') ? (char)unit : null;
    }
}
