namespace Functron.Execution.Requests.Tars;

/// <summary>
/// What the tar reader reads from: it counts what was unpacked, so that a bomb stops at the limit, and it cannot seek,
/// so that every byte is counted and a missing one is noticed.
/// </summary>
internal sealed class MeteredStream(Stream unpacked, long limit, CancellationToken cancellationToken) : Stream
{

    // The reader takes a long name or an extended header into memory in one piece, whatever its size says.
    private const long LargestMetadata = 1024 * 1024;

    private readonly byte[] _block = new byte[TarHeader.Block];

    /// <summary>The last block read as one: when the reader has just given an entry, its header.</summary>
    public ReadOnlySpan<byte> LastBlock => _block;

    /// <summary>Bytes unpacked so far.</summary>
    public long Count { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>Fills the buffer unless the archive ends: a block is seen in one piece.</summary>
    public override int Read(Span<byte> buffer)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var count = unpacked.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        Count += count;
        if (Count > limit)
            throw new TarRefusedException("unpacked-size", $"TarFile unpacks to more than {limit} bytes, the most that is taken.");
        if (buffer.Length == TarHeader.Block && count == TarHeader.Block)
        {
            CheckMetadata(buffer);
            buffer.CopyTo(_block);
        }

        return count;
    }

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>A block that reads as the header of metadata; of file content it would be an odd coincidence, which only refuses.</summary>
    private static void CheckMetadata(ReadOnlySpan<byte> header)
    {
        if (header[TarHeader.TypeOffset] is (byte)'x' or (byte)'g' or (byte)'L' or (byte)'K' && TarHeader.Size(header) > LargestMetadata)
            throw new TarRefusedException("metadata-size", $"TarFile has a name or header longer than {LargestMetadata} bytes.");
    }
}
