using System.Buffers;

namespace Functron.Execution.Requests.Scanning;

/// <summary>The window of the body that is in memory: bytes are appended by reading and leave by being consumed.</summary>
/// <param name="limit">Bytes that the whole body may have.</param>
internal sealed class BodyBuffer(Stream body, long limit) : IDisposable
{
    public const int Chunk = 64 * 1024;

    /// <summary>Only what must be seen in one piece grows the window: a name, a number, a value nested in an unknown field.</summary>
    public const int LargestToken = 16 * 1024 * 1024;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(Chunk);
    private int _start;
    private int _end;
    private long _read;

    /// <summary>No byte will come after <see cref="Unread"/>.</summary>
    public bool Ended { get; private set; }

    /// <summary>How many bytes were consumed.</summary>
    public long Offset => _read - (_end - _start);

    /// <summary>May be changed in place: nothing reads it twice.</summary>
    public Memory<byte> Unread => _bytes.AsMemory(_start, _end - _start);

    public void Consume(int count) => _start += count;

    /// <summary>
    /// Appends bytes. When many bytes wait already, it appends as many as fit, because a long token is read from its start each time.
    /// </summary>
    /// <exception cref="RequestRefusedException">The body is too large, or what must be in one piece is.</exception>
    public async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        MakeRoom();
        do
        {
            var count = await body.ReadAsync(_bytes.AsMemory(_end), cancellationToken);
            Ended = count == 0;
            _end += count;
            _read += count;
            if (_read > limit)
                throw RequestRefusedException.OverLimit(limit);
        }
        while (!Ended && _end > Chunk && _end < _bytes.Length);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes, clearArray: true);
        _bytes = [];
    }

    private void MakeRoom()
    {
        var unread = Unread;
        if (unread.Length < _bytes.Length)
        {
            unread.CopyTo(_bytes);
        }
        else
        {
            if (_bytes.Length >= LargestToken)
                throw RequestRefusedException.Body(
                    "body-token", $"A name or value before byte {_read} is longer than {LargestToken} bytes.");
            var larger = ArrayPool<byte>.Shared.Rent(_bytes.Length * 2);
            unread.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes, clearArray: true);
            _bytes = larger;
        }

        _start = 0;
        _end = unread.Length;
    }
}
