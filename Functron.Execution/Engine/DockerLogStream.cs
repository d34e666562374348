using System.Buffers.Binary;
using Docker.DotNet;

namespace Functron.Execution.Engine;

/// <summary>
/// The engine's log of a container, as the bytes that the container wrote. The log keeps lines, those of 16 KiB and more in pieces,
/// and the <c>local</c> driver gives the last piece back without its newline (seen with 20.10). The pieces of one line share their time,
/// so the log is read with times, and the newline is put back where a next line begins.
/// </summary>
/// <param name="raw">Opened so that the library hands on the frames as they are: it would not say where an entry ends.</param>
/// <param name="limit">How long the engine, which has all of the log, may take for the next piece of it.</param>
internal sealed class DockerLogStream(MultiplexedStream raw, EngineEndpoint endpoint, TimeSpan limit, TimeProvider time) : IContainerStream
{
    private const int HeaderBytes = 8;
    private const int ErrorStream = 2;

    private readonly LogLines[] _lines = [new(), new()];
    private readonly byte[] _header = new byte[HeaderBytes];
    private byte[] _entry = new byte[32 * 1024];
    private ReadOnlyMemory<byte> _left;
    private bool _leftIsError;
    private bool _ended;

    public bool MayLackNewline => _lines.Any(l => l.MayLackNewline);

    public async Task<OutputChunk> ReadAsync(byte[] buffer, CancellationToken cancellationToken)
    {
        while (_left.IsEmpty)
        {
            if (_ended)
                return EndOf(buffer);
            _ended = !await ReadEntryAsync(cancellationToken);
        }

        var length = Math.Min(buffer.Length, _left.Length);
        _left[..length].CopyTo(buffer);
        _left = _left[length..];
        return new OutputChunk(_leftIsError, length);
    }

    public Task WriteAsync(byte[] buffer, int count, CancellationToken cancellationToken) =>
        throw new NotSupportedException("A log is only read.");

    public void CloseWrite() => throw new NotSupportedException("A log is only read.");

    public void Dispose() => raw.Dispose();

    /// <summary>Once all is read, what each stream's last line still lacks.</summary>
    private OutputChunk EndOf(byte[] buffer)
    {
        for (var i = 0; i < _lines.Length; i++)
        {
            if (!_lines[i].TakeLastNewline())
                continue;
            buffer[0] = (byte)'\n';
            return new OutputChunk(i == 1, 1);
        }

        return default;
    }

    private async Task<bool> ReadEntryAsync(CancellationToken cancellationToken)
    {
        if (!await FillAsync(_header, HeaderBytes, cancellationToken))
            return false;
        var length = (int)BinaryPrimitives.ReadUInt32BigEndian(_header.AsSpan(4));
        if (_entry.Length < length + 1)
            _entry = new byte[length + 1];

        // The first byte is kept free for a newline that the line before may lack.
        if (!await FillAsync(_entry.AsMemory(1), length, cancellationToken))
            return false;
        _leftIsError = _header[0] == ErrorStream;
        _left = _lines[_leftIsError ? 1 : 0].Next(_entry.AsMemory(0, length + 1));
        return true;
    }

    /// <summary>False when the stream ends instead. Within an entry that means that the connection ended.</summary>
    private async Task<bool> FillAsync(Memory<byte> target, int length, CancellationToken cancellationToken)
    {
        var chunk = new byte[length];
        try
        {
            for (var filled = 0; filled < length;)
            {
                var read = await raw.ReadOutputAsync(chunk, filled, length - filled, cancellationToken)
                    .WaitAsync(limit, time, cancellationToken);
                if (read.Count == 0)
                    return filled == 0 && length == HeaderBytes ? false : throw new EndOfStreamException("The log broke off.");
                filled += read.Count;
            }
        }
        catch (Exception e) when (EngineFaults.Translate(e, endpoint) is { } translated)
        {
            throw translated;
        }

        chunk.CopyTo(target);
        return true;
    }
}
