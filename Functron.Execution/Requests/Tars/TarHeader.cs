using System.Buffers.Binary;

namespace Functron.Execution.Requests.Tars;

/// <summary>The few fields of a raw tar header that must be seen before, or beside, the reader's own view of it.</summary>
internal static class TarHeader
{
    public const int Block = 512;
    public const int TypeOffset = 156;

    private const int SizeOffset = 124;
    private const int NumberLength = 12;
    private const int SumOffset = 148;
    private const int SumLength = 8;

    /// <summary>The size field: octal digits, or binary behind a set first bit.</summary>
    /// <returns>-1 for a field that is no number, the largest number for one that is larger.</returns>
    public static long Size(ReadOnlySpan<byte> header)
    {
        var field = header.Slice(SizeOffset, NumberLength);
        if ((field[0] & 0x80) == 0)
            return Octal(field);
        var size = BinaryPrimitives.ReadInt64BigEndian(field[4..]);
        return field[1..4].ContainsAnyExcept((byte)0) || size < 0 ? long.MaxValue : size;
    }

    /// <summary>Whether the header's check sum is right; like other programs, with the bytes taken as signed or as unsigned.</summary>
    public static bool SumMatches(ReadOnlySpan<byte> header)
    {
        long unsigned = 0;
        long signed = 0;
        for (var i = 0; i < Block; i++)
        {
            var b = i is >= SumOffset and < SumOffset + SumLength ? (byte)' ' : header[i];
            unsigned += b;
            signed += (sbyte)b;
        }

        var sum = Octal(header.Slice(SumOffset, SumLength));
        return sum == unsigned || sum == signed;
    }

    private static long Octal(ReadOnlySpan<byte> field)
    {
        long number = 0;
        foreach (var digit in field.Trim(" \0"u8))
        {
            if (digit is < (byte)'0' or > (byte)'7')
                return -1;
            number = number * 8 + (digit - '0');
        }

        return number;
    }
}
