using Functron.Execution.Payloads;

namespace Functron.Execution.Results;

/// <summary>
/// Keeps the results. Each is written once, durably, and is the answer from then on. Whoever waits for a result is told at once when this
/// process writes it, and soon when another process does.
/// </summary>
public sealed class ResultStore(IPayloadStore store, TimeProvider time)
{
    // A look finds only the results of other processes, for this one tells of its own. Where blobs are the store, each look is a request.
    private static readonly TimeSpan FirstPoll = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LastPoll = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan UnreadableLimit = TimeSpan.FromSeconds(20);

    private readonly KeyedWaiters _waiters = new();

    /// <summary>
    /// Writes the result, its timings rounded, unless its run has one already. It replaces a result that an earlier run left under the same
    /// instance id.
    /// </summary>
    /// <returns>False when another writer was first. Then the result of that writer stands.</returns>
    /// <exception cref="IOException">The store's medium failed.</exception>
    internal async Task<bool> TryWriteAsync(InvocationResult result, CancellationToken cancellationToken)
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

        _waiters.Wake(result.InstanceId);
        return true;
    }

    /// <returns>Null when the instance has no result yet.</returns>
    /// <exception cref="IOException">The store's medium failed.</exception>
    public async Task<InvocationResult?> ReadAsync(string instanceId, CancellationToken cancellationToken) =>
        await store.OpenReadAsync(PayloadKeys.Result(instanceId), cancellationToken) is { } stream
            ? await ResultJson.ReadAsync<InvocationResult>(stream, cancellationToken)
            : null;

    /// <summary>Waits until the instance has a result.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="IOException">The store's medium failed for 20 s.</exception>
    public async Task<InvocationResult> WaitAsync(string instanceId, CancellationToken cancellationToken)
    {
        // The waiter is there before the first look, so that a result written in between is not missed.
        using var written = _waiters.Add(instanceId);
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
                // The store is away for a moment. The result will be there when it is back.
            }

            await written.WaitAsync(poll, time, cancellationToken);
        }
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
