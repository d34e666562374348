using Functron.Execution.Results;

namespace Functron.Execution.Run.Stopping;

/// <summary>
/// Records who decided to stop a run. The intent is recorded durably and only once, before anything is killed, so that the result can take
/// its reason from the record.
/// </summary>
internal sealed class StopIntents(RunRecords records, TimeProvider time)
{
    private const string Name = "intent";

    /// <summary>How soon an intent that another process recorded is seen.</summary>
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    /// <summary>All runs that have not begun look together so many times a second, however many they are.</summary>
    private const int LooksOfWaiting = 10;

    private readonly KeyedWaiters _recorded = new();
    private int _waiting;

    /// <summary>Records the intent unless there is one.</summary>
    /// <returns>The intent that stands: the first.</returns>
    /// <exception cref="IOException">The store's medium failed.</exception>
    public async Task<StopReason> TryRecordAsync(RunOrder order, StopReason reason, CancellationToken cancellationToken)
    {
        await records.TryWriteAsync(order, Name, new Record(reason), cancellationToken);
        var standing = await ReadAsync(order, cancellationToken) ?? throw new IOException("The intent to stop cannot be read back.");
        _recorded.Wake(order.RunId);
        return standing;
    }

    /// <returns>Null when nobody wants the run stopped.</returns>
    public async Task<StopReason?> ReadAsync(RunOrder order, CancellationToken cancellationToken) =>
        (await records.ReadAsync<Record>(order, Name, cancellationToken))?.Reason;

    /// <summary>Waits until somebody wants a running function stopped.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    public Task<StopReason> WaitAsync(RunOrder order, CancellationToken cancellationToken) =>
        WaitAsync(order, () => Poll, cancellationToken);

    /// <summary>
    /// The same for a run that has not begun, of which there may be thousands. What this process records is seen at once. What another
    /// process records is looked for less often, the more runs wait.
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

    /// <summary>Watches a run before its function starts.</summary>
    /// <param name="callers">The caller's token, which stops the run, too.</param>
    public StopWatch Watch(RunOrder order, CancellationToken callers) => new(order, this, callers);

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

    private sealed record Record(StopReason Reason);

    /// <summary>One token for all that can stop a run before its function starts: the caller's token and the recorded intent.</summary>
    internal sealed class StopWatch : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop;
        private readonly Task _watching;

        public StopWatch(RunOrder order, StopIntents intents, CancellationToken callers)
        {
            _stop = CancellationTokenSource.CreateLinkedTokenSource(callers);
            Token = _stop.Token;
            _watching = WatchAsync(order, intents);
        }

        public CancellationToken Token { get; }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();

            // An intent that could not be read is no failure of what was watched.
            await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _stop.Dispose();
        }

        private async Task WatchAsync(RunOrder order, StopIntents intents)
        {
            try
            {
                await intents.WaitBeforeStartAsync(order, _stop.Token);
                await _stop.CancelAsync();
            }
            catch (OperationCanceledException)
            {
                // What was watched is over.
            }
        }
    }
}
