using System.Buffers.Binary;
using ICSharpCode.SharpZipLib.Checksum;
using ICSharpCode.SharpZipLib.Zip.Compression;

namespace Functron.Execution.Requests.Tars;

/// <summary>
/// All members of a gzip file. The frames of the members are read here, because the reader of the library accepts no header with a check
/// sum of its own (FHCRC), and takes what it cannot read behind a member for the end.
/// </summary>
internal sealed class GzipMembers(Stream archive) : ForwardStream
{
    private const int TrailerLength = 8;

    private readonly GzipInput _input = new(archive);
    private readonly Inflater _inflater = new(noHeader: true);
    private readonly Crc32 _sum = new();
    private bool _isWithin;
    private bool _isLater;

    public override int Read(byte[] buffer, int offset, int count)
    {
        while (count > 0 && (_isWithin || Begin()))
        {
            var read = Inflate(buffer, offset, count);
            if (read > 0)
                return read;
            if (_inflater.IsFinished)
                End();
            else
                Feed();
        }

        return 0;
    }

    private bool Begin()
    {
        if (_isLater && _input.IsAtEnd)
            return false;
        if (!GzipHeader.TryTake(_input))
            throw _isLater ? TarCompression.Trailing() : TarCompression.Damaged("gzip");
        _inflater.Reset();
        _sum.Reset();
        return _isWithin = _isLater = true;
    }

    private int Inflate(byte[] buffer, int offset, int count)
    {
        try
        {
            var read = _inflater.Inflate(buffer, offset, count);
            _sum.Update(new ArraySegment<byte>(buffer, offset, read));
            return read;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The library throws all kinds of things at damaged bytes. No medium is read here.
            throw TarCompression.Damaged("gzip");
        }
    }

    private void Feed()
    {
        if (!_inflater.IsNeedingInput || _input.IsAtEnd)
            throw TarCompression.Damaged("gzip");
        var piece = _input.TakePiece();
        _inflater.SetInput(piece.Array, piece.Offset, piece.Count);
    }

    private void End()
    {
        _input.GiveBack(_inflater.RemainingInput);
        _isWithin = false;
        Span<byte> trailer = stackalloc byte[TrailerLength];
        if (!_input.TryRead(trailer)
            || BinaryPrimitives.ReadUInt32LittleEndian(trailer) != (uint)_sum.Value
            || BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]) != (uint)_inflater.TotalOut)
            throw TarCompression.Damaged("gzip");
    }
}
