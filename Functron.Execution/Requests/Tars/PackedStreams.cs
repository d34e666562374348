using ICSharpCode.SharpZipLib.BZip2;
using ICSharpCode.SharpZipLib.GZip;

namespace Functron.Execution.Requests.Tars;

/// <summary>
/// Every stream of a bzip2 file that may hold several (pbzip2 writes such), as the engine reads it. The library's reader
/// ends with the first one, and leaves the file at that one's end.
/// </summary>
internal sealed class Bzip2Streams(Stream archive) : Stream
{
    private BZip2InputStream? _current;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        while (true)
        {
            _current ??= new BZip2InputStream(archive) { IsStreamOwner = false };
            var read = _current.Read(buffer, offset, count);
            if (read > 0 || count == 0 || archive.Position == archive.Length)
                return read;
            if (!TarCompression.IsBzip2(archive))
                throw TarCompression.Trailing();
            _current = null;
        }
    }

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

/// <summary>
/// Every member of a gzip file. The library's reader takes what it cannot read behind a member for an end, but the engine's
/// reader may know better.
/// </summary>
internal sealed class GzipMembers : GZipInputStream
{
    public GzipMembers(Stream archive)
        : base(archive) => IsStreamOwner = false;

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = base.Read(buffer, offset, count);

        // At a true end the reader has just asked for more and got nothing.
        if (read == 0 && count > 0 && inputBuffer.RawLength > 0)
            throw TarCompression.Trailing();
        return read;
    }
}
