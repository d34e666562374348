using Microsoft.AspNetCore.Http;

namespace Functron.FunctionApp.Admission;

/// <summary>
/// An answer's body. When the caller stops taking it, the connection is ended, because the rest of the answer occupies memory.
/// </summary>
internal sealed class MovingAnswer(Stream inner, HttpContext http, Func<TimeSpan> stallLimit, TimeProvider time) : ForwardStream
{
    /// <summary>Bytes. The stall limit applies to each piece, so a slow caller can get an answer of any size.</summary>
    private const int Piece = 64 * 1024;

    public override bool CanWrite => true;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        for (var from = 0; from < buffer.Length; from += Piece)
        {
            var piece = buffer.Slice(from, Math.Min(Piece, buffer.Length - from));
            await WithinAsync(stop => inner.WriteAsync(piece, stop).AsTask(), cancellationToken);
        }
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => WithinAsync(inner.FlushAsync, cancellationToken);

    private async Task WithinAsync(Func<CancellationToken, Task> step, CancellationToken cancellationToken)
    {
        var task = step(cancellationToken);
        if (!task.IsCompleted)
        {
            await task.WaitAsync(stallLimit(), time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!task.IsCompleted)
                http.Abort();
        }

        await task;
    }
}
