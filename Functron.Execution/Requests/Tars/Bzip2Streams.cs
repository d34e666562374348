using ICSharpCode.SharpZipLib.BZip2;

namespace Functron.Execution.Requests.Tars;

/// <summary>
/// All streams of a bzip2 file, which may hold several (pbzip2 writes such files). The reader of the library reads only the first one and
/// leaves the file at its end.
/// </summary>
/// <param name="mostStreams">
/// The most streams that the file may have. For each stream the library makes buffers of some megabytes, even if the stream has only 14
/// bytes.
/// </param>
internal sealed class Bzip2Streams(Stream archive, long mostStreams) : ForwardStream
{
    private BZip2InputStream? _current;
    private long _streams = 1;

    public override int Read(byte[] buffer, int offset, int count)
    {
        while (true)
        {
            var read = Unpack(buffer, offset, count);
            if (read > 0 || count == 0 || archive.Position == archive.Length)
                return read;
            if (!TarCompression.IsBzip2(archive))
                throw TarCompression.Trailing();
            if (++_streams > mostStreams)
                throw new TarRefusedException(
                    "unpacked-size", $"TarFile is made of more than {mostStreams} bzip2 streams, the most that is taken.");
            _current = null;
        }
    }

    private int Unpack(byte[] buffer, int offset, int count)
    {
        try
        {
            _current ??= new BZip2InputStream(archive) { IsStreamOwner = false };
            return _current.Read(buffer, offset, count);
        }
        catch (Exception e) when (e is EndOfStreamException or not (IOException or OperationCanceledException or OutOfMemoryException))
        {
            // The library throws all kinds of things at damaged bytes; the rest is the medium's failure and the caller's cancellation.
            throw TarCompression.Damaged("bzip2");
        }
    }
}
