using Functron.Execution.Engine;
using Functron.Execution.Payloads;

namespace Functron.Execution.Run.ByEngine;

/// <summary>Takes the two streams that a container prints apart and keeps each up to a cap. The rest is read and dropped.</summary>
internal sealed class OutputCapture(IPayloadStore store, RunAttempt attempt, long maxBytes) : IAsyncDisposable
{
    private const int BufferBytes = 64 * 1024;

    private readonly PayloadSpool _out = new(store, attempt.Key("stdout"));
    private readonly PayloadSpool _error = new(store, attempt.Key("stderr"));

    public bool Truncated { get; private set; }

    /// <summary>Pieces read so far. A piece of a log is an entry.</summary>
    public long Chunks { get; private set; }

    /// <summary>Bytes read so far, kept or not.</summary>
    public long Bytes { get; private set; }

    /// <summary>Reads until the stream ends.</summary>
    public async Task PumpAsync(IContainerStream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        while (await stream.ReadAsync(buffer, cancellationToken) is { Length: > 0 } chunk)
        {
            Chunks++;
            Bytes += chunk.Length;
            var spool = chunk.IsError ? _error : _out;
            var keep = (int)Math.Min(chunk.Length, maxBytes - spool.Length);
            Truncated |= keep < chunk.Length;
            if (keep > 0)
                await spool.WriteAsync(buffer.AsMemory(0, keep), CancellationToken.None);
        }

        Truncated |= stream.MayLackNewline;
    }

    /// <summary>Notes that a part of the output is missing for another reason.</summary>
    public void MarkTruncated() => Truncated = true;

    /// <summary>Makes what was kept durable. To be called only once the pump has ended.</summary>
    public async Task<(Payload Out, Payload Error)> CommitAsync() =>
        (await _out.CommitAsync(CancellationToken.None), await _error.CommitAsync(CancellationToken.None));

    public async ValueTask DisposeAsync()
    {
        await _out.DisposeAsync();
        await _error.DisposeAsync();
    }
}
