using Functron.Execution.Payloads;
using Functron.Execution.Run;

namespace Functron.Execution.Results;

/// <summary>
/// Keeps the result records: each is written once, durably, and is the answer from then on.
/// Who waits for one is told at once when it is written here, and soon when another process wrote it.
/// </summary>
public sealed class ResultStore(IPayloadStore store, TimeProvider time)
{
    // What this process writes is told at once. So a look is for other processes' results, and where blobs are the store it is a request.
    private static readonly TimeSpan FirstPoll = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LastPoll = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan UnreadableLimit = TimeSpan.FromSeconds(20);

    private readonly Signals _written = new();

    /// <summary>
    /// Writes the result, its timings rounded, unless its run has one already. A result that an earlier run left under the same instance id is replaced.
    /// </summary>
    /// <returns>False when another writer was first; then that writer's result stands.</returns>
    /// <exception cref="IOException">The store's medium failed.</exception>
    public async Task<bool> TryWriteAsync(InvocationResult result, CancellationToken cancellationToken)
    {
        var key = PayloadKeys.Result(result.InstanceId);
        var bytes = ResultJson.Write(result with { Timings = result.Timings.Rounded() });
        if (!await store.TryCreateAsync(key, bytes, cancellationToken))
        {
            if ((await ReadAsync(result.InstanceId, cancellationToken))?.RunId == result.RunId)
                return false;

            await using var writer = store.Create(key);
            await writer.Stream.WriteAsync(bytes, cancellationToken);
            await writer.CommitAsync(cancellationToken);
        }

        _written.Set(result.InstanceId);
        return true;
    }

    /// <returns>Null when the instance has no result yet.</returns>
    public async Task<InvocationResult?> ReadAsync(string instanceId, CancellationToken cancellationToken) =>
        await store.OpenReadAsync(PayloadKeys.Result(instanceId), cancellationToken) is { } stream
            ? await ResultJson.ReadAsync<InvocationResult>(stream, cancellationToken)
            : null;

    /// <returns>Null when this run has no result yet, whatever an earlier run of the instance left.</returns>
    public async Task<InvocationResult?> ReadAsync(RunOrder order, CancellationToken cancellationToken) =>
        await ReadAsync(order.InstanceId, cancellationToken) is { } result && result.RunId == order.RunId ? result : null;

    /// <summary>Waits until the instance has a result.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="IOException">The store's medium failed, and for 20 s.</exception>
    public async Task<InvocationResult> WaitAsync(string instanceId, CancellationToken cancellationToken)
    {
        // Listening before looking: a result written in between is not missed.
        using var written = _written.Listen(instanceId);
        var lastRead = time.GetTimestamp();
        for (var poll = FirstPoll; ; poll = Min(poll * 1.5, LastPoll))
        {
            try
            {
                if (await ReadAsync(instanceId, cancellationToken) is { } result)
                    return result;
                lastRead = time.GetTimestamp();
            }
            catch (IOException) when (time.GetElapsedTime(lastRead) < UnreadableLimit)
            {
                // A store that is away for a moment: what is waited for is not lost.
            }

            await written.WaitAsync(poll, time, cancellationToken);
        }
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
