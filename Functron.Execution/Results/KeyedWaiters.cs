namespace Functron.Execution.Results;

/// <summary>
/// Wakes those in this process who wait for something under a key. A wake-up is not remembered, so a waiter has to begin waiting first
/// and to look second.
/// </summary>
internal sealed class KeyedWaiters
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<Waiter>> _waiters = [];

    /// <returns>Waits until it is disposed.</returns>
    public Waiter Add(string key)
    {
        var waiter = new Waiter(this, key);
        lock (_lock)
        {
            if (!_waiters.TryGetValue(key, out var list))
                _waiters[key] = list = [];
            list.Add(waiter);
        }

        return waiter;
    }

    public void Wake(string key)
    {
        Waiter[] waiting;
        lock (_lock)
            waiting = _waiters.TryGetValue(key, out var list) ? [.. list] : [];
        foreach (var waiter in waiting)
            waiter.Wake();
    }

    private void Remove(Waiter waiter)
    {
        lock (_lock)
        {
            var list = _waiters[waiter.Key];
            list.Remove(waiter);
            if (list.Count == 0)
                _waiters.Remove(waiter.Key);
        }
    }

    internal sealed class Waiter(KeyedWaiters owner, string key) : IDisposable
    {
        private readonly TaskCompletionSource _woken = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Key => key;

        public void Wake() => _woken.TrySetResult();

        /// <summary>Returns when the key was woken, or after <paramref name="limit"/>.</summary>
        public async Task WaitAsync(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
        {
            // A waiter is woken once. From then on it only polls.
            using var delay = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var timer = Task.Delay(limit, time, delay.Token);
            if (_woken.Task.IsCompleted)
                await timer;
            else
                await Task.WhenAny(_woken.Task, timer);
            await delay.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }

        public void Dispose() => owner.Remove(this);
    }
}
