namespace Functron.Execution.Run;

/// <summary>Bounds how many functions run at a time; first come, first served.</summary>
public sealed class RunSlots(ExecutionOptions options, TimeProvider time)
{
    private readonly SemaphoreSlim _slots = new(options.MaxConcurrentRuns);

    /// <returns>The slot, given back by disposing it; null when none became free within <see cref="ExecutionOptions.SlotWaitSeconds"/>.</returns>
    public async Task<IDisposable?> TakeAsync(CancellationToken cancellationToken)
    {
        if (options.SlotWaitSeconds <= 0)
        {
            await _slots.WaitAsync(cancellationToken);
            return new Slot(_slots);
        }

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(options.SlotWaitSeconds), time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await _slots.WaitAsync(linked.Token);
            return new Slot(_slots);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <returns>The slot, or null when none is free now.</returns>
    public IDisposable? TryTake() => _slots.Wait(0) ? new Slot(_slots) : null;

    private sealed class Slot(SemaphoreSlim slots) : IDisposable
    {
        private SemaphoreSlim? _slots = slots;

        public void Dispose() => Interlocked.Exchange(ref _slots, null)?.Release();
    }
}
