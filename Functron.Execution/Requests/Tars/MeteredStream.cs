using System.Diagnostics;

namespace Functron.Execution.Requests.Tars;

/// <summary>
/// The stream that an archive is read from. It counts the unpacked bytes and the time, so that a bomb stops at a limit.
/// </summary>
internal sealed class MeteredStream(Stream unpacked, MeterLimits limits, CancellationToken cancellationToken) : ForwardStream
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly byte[] _skipped = new byte[64 * 1024];

    /// <summary>Bytes unpacked so far.</summary>
    public long Count { get; private set; }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>Fills the buffer, unless the archive ends before. So a block comes in one piece.</summary>
    public override int Read(Span<byte> buffer)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var count = unpacked.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        CountIn(count);
        return count;
    }

    /// <summary>Whether fewer bytes are left. False for a packed archive, where nobody knows.</summary>
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
        if (Count > limits.Bytes)
            throw new TarRefusedException("unpacked-size", $"TarFile unpacks to more than {limits.Bytes} bytes, the most that is taken.");
        if (Count > limits.BytesOfItsSize)
            throw new TarRefusedException(
                "ratio", $"TarFile unpacks to more than {limits.Times} times its size, the most that is taken: pack it by gzip, or leave "
                + "out what is empty.");
        if (Stopwatch.GetElapsedTime(_started) > limits.Time)
            throw new TarRefusedException(
                "time", $"TarFile takes more than {limits.Time.TotalSeconds} s to look through, the most that is given: send less, or "
                + "pack it by gzip or not at all.");
    }
}

/// <param name="Bytes">How many bytes any archive may unpack to.</param>
/// <param name="BytesOfItsSize">How many bytes an archive of this size may unpack to.</param>
/// <param name="Times">How many times its size that is.</param>
/// <param name="Time">How long unpacking may take.</param>
internal sealed record MeterLimits(long Bytes, long BytesOfItsSize, long Times, TimeSpan Time)
{
    /// <summary>For an archive that was looked through before.</summary>
    public static MeterLimits Of(long bytes) => new(bytes, long.MaxValue, 0, TimeSpan.MaxValue);
}
