namespace Functron.Execution.Requests.Tars;

/// <summary>What an archive is read from: it counts what was unpacked, so that a bomb stops at the limit.</summary>
internal sealed class MeteredStream(Stream unpacked, long limit, CancellationToken cancellationToken) : ForwardStream
{
    private readonly byte[] _skipped = new byte[64 * 1024];

    /// <summary>Bytes unpacked so far.</summary>
    public long Count { get; private set; }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>Fills the buffer unless the archive ends: a block is seen in one piece.</summary>
    public override int Read(Span<byte> buffer)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var count = unpacked.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        CountIn(count);
        return count;
    }

    /// <summary>Whether fewer bytes are left. A packed archive does not know: it answers false.</summary>
    public bool Lacks(long count) => unpacked.CanSeek && unpacked.Length - unpacked.Position < count;

    /// <returns>False when the archive ends before.</returns>
    public bool TrySkip(long count)
    {
        if (unpacked.CanSeek)
        {
            if (Lacks(count))
                return false;
            unpacked.Position += count;
            CountIn(count);
            return true;
        }

        for (; count > 0; count -= _skipped.Length)
        {
            var piece = _skipped.AsSpan(0, (int)Math.Min(_skipped.Length, count));
            if (Read(piece) < piece.Length)
                return false;
        }

        return true;
    }

    private void CountIn(long count)
    {
        Count += count;
        if (Count > limit)
            throw new TarRefusedException("unpacked-size", $"TarFile unpacks to more than {limit} bytes, the most that is taken.");
    }
}
