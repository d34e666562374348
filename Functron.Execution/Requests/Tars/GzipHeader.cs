using ICSharpCode.SharpZipLib.Checksum;

namespace Functron.Execution.Requests.Tars;

/// <summary>
/// The header of a gzip member (<see href="https://www.rfc-editor.org/rfc/rfc1952">RFC 1952</see>). Nothing in it is needed here, but it
/// must be valid.
/// </summary>
internal sealed class GzipHeader
{
    private const int Deflate = 8;
    private const int HasSum = 0x02;
    private const int HasExtra = 0x04;
    private const int HasName = 0x08;
    private const int HasComment = 0x10;
    private const int Reserved = 0xE0;

    private readonly GzipInput _input;
    private readonly Crc32 _sum = new();

    private GzipHeader(GzipInput input) => _input = input;

    /// <returns>False when there is none here.</returns>
    public static bool TryTake(GzipInput input) => new GzipHeader(input).TryTake();

    private bool TryTake()
    {
        Span<byte> start = stackalloc byte[10];
        if (!Take(start) || start[0] != 0x1F || start[1] != 0x8B || start[2] != Deflate || (start[3] & Reserved) != 0)
            return false;
        var flags = start[3];
        if ((flags & HasExtra) != 0 && !SkipExtra())
            return false;
        if ((flags & HasName) != 0 && !SkipText())
            return false;
        if ((flags & HasComment) != 0 && !SkipText())
            return false;
        return (flags & HasSum) == 0 || SumIsRight();
    }

    private bool SkipExtra()
    {
        Span<byte> length = stackalloc byte[2];
        return Take(length) && Take(new byte[length[0] | length[1] << 8]);
    }

    private bool SkipText()
    {
        Span<byte> letter = stackalloc byte[1];
        do
        {
            if (!Take(letter))
                return false;
        }
        while (letter[0] != 0);
        return true;
    }

    private bool SumIsRight()
    {
        var expected = (ushort)_sum.Value;
        Span<byte> sum = stackalloc byte[2];
        return _input.TryRead(sum) && (sum[0] | sum[1] << 8) == expected;
    }

    private bool Take(Span<byte> bytes)
    {
        if (!_input.TryRead(bytes))
            return false;
        foreach (var b in bytes)
            _sum.Update(b);
        return true;
    }
}
