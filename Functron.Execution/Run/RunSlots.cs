namespace Functron.Execution.Run;

/// <summary>Bounds how many functions run at a time. Of those that wait, the one that was accepted first comes first.</summary>
internal sealed class RunSlots(ExecutionOptions options, TimeProvider time)
{
    /// <summary>
    /// After a start thousands may ask at about the same time. The first of them waits so long for one that was accepted before it.
    /// </summary>
    private static readonly TimeSpan SettleTime = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly SortedSet<Waiter> _waiting = [];
    private int _free = options.MaxConcurrentRuns;
    private long _lastNumber;
    private ITimer? _settling;
    private bool _settled;

    /// <summary>Whether a run that comes now has to wait.</summary>
    public bool AreTaken
    {
        get
        {
            lock (_gate)
                return _free == 0 || _waiting.Count > 0;
        }
    }

    /// <summary>Takes a slot, or waits for one. Waiting costs nothing but memory: whoever waits is woken once.</summary>
    /// <param name="accepted">When its invocation was accepted.</param>
    /// <returns>
    /// The slot, which is given back by disposing it. Null when none became free within <see cref="ExecutionOptions.SlotWaitSeconds"/>.
    /// </returns>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    public Task<IDisposable?> TakeAsync(DateTimeOffset accepted, CancellationToken cancellationToken) =>
        TakeAsync(accepted, false, cancellationToken);

    /// <inheritdoc cref="TakeAsync(DateTimeOffset, CancellationToken)"/>
    /// <param name="foundAtStart">
    /// Whether an earlier process accepted it. It may have accepted many others, which have not asked yet.
    /// </param>
    public async Task<IDisposable?> TakeAsync(DateTimeOffset accepted, bool foundAtStart, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Waiter waiter;
        lock (_gate)
        {
            if (foundAtStart && !_settled)
                _settling ??= time.CreateTimer(_ => Settle(), null, SettleTime, Timeout.InfiniteTimeSpan);
            if (_waiting.Count == 0 && !(foundAtStart && !_settled) && TryTake() is { } free)
                return free;
            waiter = new Waiter(accepted, ++_lastNumber);
            _waiting.Add(waiter);
        }

        await using var cancelled = cancellationToken.Register(() => Leave(waiter, () => waiter.Slot.TrySetCanceled(cancellationToken)));
        if (options.SlotWaitSeconds <= 0)
            return await waiter.Slot.Task;
        await using var patience = time.CreateTimer(
            _ => Leave(waiter, () => waiter.Slot.TrySetResult(null)),
            null,
            TimeSpan.FromSeconds(options.SlotWaitSeconds),
            Timeout.InfiniteTimeSpan);
        return await waiter.Slot.Task;
    }

    /// <returns>The slot, or null when none is free now.</returns>
    public IDisposable? TryTake()
    {
        lock (_gate)
        {
            if (_free == 0)
                return null;
            _free--;
            return new Slot(this);
        }
    }

    /// <summary>Stops waiting, unless the waiter has its slot already.</summary>
    private void Leave(Waiter waiter, Action tell)
    {
        lock (_gate)
        {
            if (!_waiting.Remove(waiter))
                return;
        }

        tell();
    }

    private void Settle()
    {
        lock (_gate)
        {
            _settled = true;
            _settling?.Dispose();
        }

        GiveOut();
    }

    private void GiveBack()
    {
        lock (_gate)
            _free++;
        GiveOut();
    }

    /// <summary>From here on a slot is free only when nobody waits.</summary>
    private void GiveOut()
    {
        List<Waiter> next = [];
        lock (_gate)
        {
            if (_settling is not null && !_settled)
                return;
            while (_free > 0 && _waiting.Min is { } first)
            {
                _waiting.Remove(first);
                _free--;
                next.Add(first);
            }
        }

        foreach (var waiter in next)
            waiter.Slot.SetResult(new Slot(this));
    }

    private sealed class Slot(RunSlots slots) : IDisposable
    {
        private RunSlots? _slots = slots;

        public void Dispose() => Interlocked.Exchange(ref _slots, null)?.GiveBack();
    }

    /// <param name="Number">Tells apart what was accepted at the same time.</param>
    private sealed record Waiter(DateTimeOffset Accepted, long Number) : IComparable<Waiter>
    {
        public TaskCompletionSource<IDisposable?> Slot { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int CompareTo(Waiter? other) => (Accepted, Number).CompareTo((other!.Accepted, other.Number));
    }
}
