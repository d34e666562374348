using Functron.Execution.Payloads;
using Functron.Execution.Results;

namespace Functron.Execution.Run;

/// <summary>
/// Whose decision it was to stop a run: recorded durably before anything is killed, and only once,
/// so that the result can take its reason from the record.
/// </summary>
public sealed class StopIntents(IPayloadStore store, TimeProvider time)
{
    /// <summary>How soon an intent that another process recorded is seen.</summary>
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    /// <summary>How many looks a second all together take that have not begun, whatever their number.</summary>
    private const int LooksOfWaiting = 10;

    private readonly KeyedWaiters _recorded = new();
    private int _waiting;

    /// <summary>Records the intent unless there is one.</summary>
    /// <returns>The intent that stands: the first.</returns>
    /// <exception cref="IOException">The store's medium failed.</exception>
    public async Task<StopReason> TryRecordAsync(RunOrder order, StopReason reason, CancellationToken cancellationToken)
    {
        await store.TryCreateAsync(Key(order), ResultJson.Write(new Record(reason)), cancellationToken);
        var standing = await ReadAsync(order, cancellationToken) ?? throw new IOException("The intent to stop cannot be read back.");
        _recorded.Wake(order.RunId);
        return standing;
    }

    /// <returns>Null when nobody wants the run stopped.</returns>
    public async Task<StopReason?> ReadAsync(RunOrder order, CancellationToken cancellationToken) =>
        await store.OpenReadAsync(Key(order), cancellationToken) is { } stream ? (await ResultJson.ReadAsync<Record>(stream, cancellationToken))?.Reason : null;

    /// <summary>Waits until somebody wants a running function stopped.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    public Task<StopReason> WaitAsync(RunOrder order, CancellationToken cancellationToken) => WaitAsync(order, () => Poll, cancellationToken);

    /// <summary>
    /// The same for a run that has not begun, of which there may be thousands: told at once what this process records; for what another
    /// one records it looks the less often the more wait.
    /// </summary>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    public async Task<StopReason> WaitBeforeStartAsync(RunOrder order, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _waiting);
        try
        {
            return await WaitAsync(order, () => Poll * Math.Max(1, Volatile.Read(ref _waiting) / LooksOfWaiting), cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private async Task<StopReason> WaitAsync(RunOrder order, Func<TimeSpan> pause, CancellationToken cancellationToken)
    {
        using var recorded = _recorded.Add(order.RunId);
        while (true)
        {
            if (await TryReadAsync(order, cancellationToken) is { } reason)
                return reason;
            await recorded.WaitAsync(pause(), time, cancellationToken);
        }
    }

    /// <summary>A store that is away for a while ends no function that runs meanwhile: the next look may find it.</summary>
    private async Task<StopReason?> TryReadAsync(RunOrder order, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(order, cancellationToken);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static string Key(RunOrder order) => PayloadKeys.Run(order.InstanceId, order.RunId, "intent");

    private sealed record Record(StopReason Reason);
}
