using System.Buffers.Text;

namespace Functron.Execution.Requests.Tars;

/// <summary>The numbers of headers and of PAX records.</summary>
internal static class TarNumber
{
    private const int NanosecondDigits = 9;

    /// <summary>
    /// Octal digits, or a number of base 256, by which GNU tar writes larger numbers. As in GNU tar, one zero byte and any white space
    /// may stand before the digits, the bytes after the one that ends the digits are ignored, and no digits are 0.
    /// </summary>
    /// <returns>False when it is not a number, or does not fit.</returns>
    public static bool TryRead(ReadOnlySpan<byte> field, out long number)
    {
        if (field[0] is 0x80 or 0xFF)
            return TryBase256(field, out number);

        number = 0;
        var i = field[0] == 0 ? 1 : 0;
        while (i < field.Length && IsSpace(field[i]))
            i++;
        for (; i < field.Length && field[i] is >= (byte)'0' and <= (byte)'7'; i++)
            number = number * 8 + (field[i] - '0');
        return i == field.Length || field[i] == 0 || IsSpace(field[i]);
    }

    /// <summary>Digits and nothing else.</summary>
    public static bool TryDecimal(ReadOnlySpan<byte> text, long most, out long number)
    {
        number = 0;
        return text.Length > 0
            && !text.ContainsAnyExceptInRange((byte)'0', (byte)'9')
            && Utf8Parser.TryParse(text, out number, out _)
            && number <= most;
    }

    /// <summary>Seconds since 1970. They may be negative and may have a fraction; what is below a nanosecond is ignored.</summary>
    public static bool TryTime(ReadOnlySpan<byte> text, out long seconds, out int nanoseconds)
    {
        nanoseconds = 0;
        var negative = text.StartsWith("-"u8);
        if (negative)
            text = text[1..];
        var dot = text.IndexOf((byte)'.');
        var fraction = dot < 0 ? [] : text[(dot + 1)..];
        if (!TryDecimal(dot < 0 ? text : text[..dot], long.MaxValue, out seconds)
            || fraction.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return false;

        for (var i = 0; i < NanosecondDigits; i++)
            nanoseconds = nanoseconds * 10 + (i < fraction.Length ? fraction[i] - '0' : 0);
        if (!negative)
            return true;
        seconds = -seconds;
        if (nanoseconds > 0)
            (seconds, nanoseconds) = (seconds - 1, 1_000_000_000 - nanoseconds);
        return true;
    }

    private static bool TryBase256(ReadOnlySpan<byte> field, out long number)
    {
        number = field[0] == 0xFF ? -1 : 0;
        foreach (var b in field[1..])
        {
            if (number > long.MaxValue >> 8 || number < long.MinValue >> 8)
                return false;
            number = number * 256 + b;
        }

        return true;
    }

    private static bool IsSpace(byte b) => b is (byte)' ' or (>= (byte)'\t' and <= (byte)'\r');
}
