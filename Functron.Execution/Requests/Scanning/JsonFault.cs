using System.Text;

namespace Functron.Execution.Requests.Scanning;

/// <summary>What to say of a body that is not JSON: where the fault is and, for the usual mistakes, which one it is.</summary>
internal static class JsonFault
{
    private const int Quoted = 20;

    /// <summary>The body does not begin as JSON does.</summary>
    /// <param name="ended">Nothing comes behind these bytes.</param>
    public static RequestRefusedException AtStart(ReadOnlySpan<byte> bytes, bool ended)
    {
        var start = bytes.TrimStart(" \t\r\n"u8);
        return Refuse(start.IsEmpty && ended
            ? "The body is empty; a JSON object is expected."
            : $"The body is not JSON: it begins with {Quote(start)}; a JSON object, {{…}}, is expected.");
    }

    /// <param name="offset">How many bytes of the body could be read.</param>
    /// <param name="before">The last of them.</param>
    /// <param name="left">What is behind them, as far as it has come.</param>
    /// <param name="ended">Nothing comes behind that.</param>
    /// <param name="closed">The body's object is complete.</param>
    /// <param name="field">The last field that was named; null: none.</param>
    public static RequestRefusedException Within(
        long offset, ReadOnlySpan<byte> before, ReadOnlySpan<byte> left, bool ended, bool closed, string? field)
    {
        var rest = left.TrimStart(" \t\r\n"u8);
        if (closed)
            return Refuse($"The body goes on behind its JSON object, near byte {offset}: there is {Quote(rest)}.");
        var place = field is null ? "" : $", in or behind the field \"{Excerpt.Of(field)}\"";
        if (ended && (rest.IsEmpty || IsOpenString(rest)))
            return CutOff(offset + left.Length, field);
        return Refuse(
            $"The body is not valid JSON near byte {offset}{place}: there is "
            + $"{Quote(rest)}{Usual(rest, comma: before.TrimEnd(" \t\r\n"u8).EndsWith(","u8))}.");
    }

    private static bool IsOpenString(ReadOnlySpan<byte> bytes) => bytes[0] == '"' && !bytes[1..].Contains((byte)'"');

    /// <summary>The body has no more bytes, but its JSON is not complete.</summary>
    public static RequestRefusedException CutOff(long offset, string? field) => Refuse(
        $"The body ends at byte {offset}, before its JSON "
            + $"does{(field is null ? "" : $": in or behind the field \"{Excerpt.Of(field)}\"")}.");

    private static RequestRefusedException Refuse(string message) => RequestRefusedException.Body("body-json", message);

    private static string Usual(ReadOnlySpan<byte> next, bool comma) => next switch
    {
        [(byte)'}' or (byte)']', ..] when comma => "; a name or a value must follow a comma",
        [(byte)'/' or (byte)'#', ..] => "; JSON has no comments",
        [(byte)'\'', ..] or [0xE2, 0x80, 0x98 or 0x99 or 0x9C or 0x9D, ..] => "; names and texts stand in double quotes",
        [(byte)'+' or (byte)'.' or (byte)'0' or (byte)'I' or (byte)'N' or (byte)'-', ..] => "; a number is written like 1, 0.5 or 1e3",
        [(byte)'T' or (byte)'F' or (byte)'u', ..] => "; JSON knows true, false and null",
        [(byte)'"', ..] => "; perhaps a comma, a colon or a closing quote is missing, or a line break in a text is not written as \\n",
        _ => "",
    };

    /// <summary>An excerpt that is long enough to find the place. What cannot be printed is left out.</summary>
    private static string Quote(ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, Quoted)]);
        var printed = new string([.. text.Select(c => char.IsControl(c) ? ' ' : c)]).Trim().TrimEnd('\uFFFD');
        return printed.Length == 0 ? "something else" : $"'{printed}{(bytes.Length > Quoted ? "…" : "")}'";
    }
}
