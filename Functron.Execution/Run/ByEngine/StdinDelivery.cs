using System.Net.Sockets;
using Functron.Execution.Engine;
using Functron.Execution.Payloads;

namespace Functron.Execution.Run.ByEngine;

/// <summary>
/// Writes a function's standard input to the engine. It has a connection of its own. So if this process dies after the last byte, the
/// engine still passes on all that it was sent. On a connection that also carries the output, it would drop the rest as soon as it cannot
/// write output any more.
/// </summary>
internal sealed class StdinDelivery(IPayloadStore store, RunMarks marks)
{
    private const int BufferBytes = 64 * 1024;

    /// <summary>Writes the input, closes it, and marks it as delivered. A function may stop reading. Then there is no mark.</summary>
    public async Task DeliverAsync(RunAttempt attempt, IContainerStream input, CancellationToken cancellationToken)
    {
        await using var content = await store.OpenAsync(attempt.Invocation.Stdin, cancellationToken);
        if (await WriteAsync(content, input, cancellationToken))
            await marks.StdinDeliveredAsync(attempt, cancellationToken);
    }

    private static async Task<bool> WriteAsync(Stream content, IContainerStream input, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        while (await content.ReadAsync(buffer, cancellationToken) is > 0 and var length)
        {
            if (!await AcceptsAsync(() => input.WriteAsync(buffer, length, cancellationToken)))
                return false;
        }

        return await AcceptsAsync(() =>
        {
            input.CloseWrite();
            return Task.CompletedTask;
        });
    }

    /// <returns>False when the other end is closed: the function ended, or closed its input.</returns>
    private static async Task<bool> AcceptsAsync(Func<Task> write)
    {
        try
        {
            await write();
            return true;
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            return false;
        }
    }
}
