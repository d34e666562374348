namespace Functron.Execution.Requests.Tars;

/// <summary>One header block as it stands in the archive.</summary>
internal readonly ref struct TarHeader(ReadOnlySpan<byte> block)
{
    public const int Block = 512;

    private const int SumOffset = 148;
    private const int SumLength = 8;

    private readonly ReadOnlySpan<byte> _block = block;

    public char Type => (char)_block[156];

    public ReadOnlySpan<byte> Mode => _block.Slice(100, 8);

    public ReadOnlySpan<byte> Owner => _block.Slice(108, 8);

    public ReadOnlySpan<byte> Group => _block.Slice(116, 8);

    public ReadOnlySpan<byte> Size => _block.Slice(124, 12);

    public ReadOnlySpan<byte> Mtime => _block.Slice(136, 12);

    public string Target => TarText.UpToZero(_block.Slice(157, 100));

    /// <summary>
    /// Only POSIX has a prefix here; GNU has times. The version behind the mark is ignored, because some programs leave it out.
    /// </summary>
    public string Name
    {
        get
        {
            var name = TarText.UpToZero(_block[..100]);
            var prefix = _block.Slice(345, 155);
            return prefix[0] != 0 && _block.Slice(257, 6).SequenceEqual("ustar\0"u8) ? $"{TarText.UpToZero(prefix)}/{name}" : name;
        }
    }

    public bool IsEmpty => !_block.ContainsAnyExcept((byte)0);

    /// <summary>
    /// Whether the check sum is right. It counts its own field as spaces. Some old programs added the bytes as signed numbers.
    /// </summary>
    public bool IsIntact
    {
        get
        {
            long unsigned = 0;
            long signed = 0;
            for (var i = 0; i < Block; i++)
            {
                var b = i is >= SumOffset and < SumOffset + SumLength ? (byte)' ' : _block[i];
                unsigned += b;
                signed += (sbyte)b;
            }

            return TarNumber.TryRead(_block.Slice(SumOffset, SumLength), out var sum) && (sum == unsigned || sum == signed);
        }
    }
}
