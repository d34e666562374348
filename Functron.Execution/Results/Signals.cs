namespace Functron.Execution.Results;

/// <summary>Wakes those in this process who wait for something under a key; it remembers nothing, so listen first and look then.</summary>
internal sealed class Signals
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<Listener>> _listeners = [];

    public Listener Listen(string key)
    {
        var listener = new Listener(this, key);
        lock (_lock)
        {
            if (!_listeners.TryGetValue(key, out var list))
                _listeners[key] = list = [];
            list.Add(listener);
        }

        return listener;
    }

    public void Set(string key)
    {
        Listener[] waiting;
        lock (_lock)
            waiting = _listeners.TryGetValue(key, out var list) ? [.. list] : [];
        foreach (var listener in waiting)
            listener.Set();
    }

    private void Remove(Listener listener)
    {
        lock (_lock)
        {
            var list = _listeners[listener.Key];
            list.Remove(listener);
            if (list.Count == 0)
                _listeners.Remove(listener.Key);
        }
    }

    internal sealed class Listener(Signals owner, string key) : IDisposable
    {
        private readonly TaskCompletionSource _set = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Key => key;

        public void Set() => _set.TrySetResult();

        /// <summary>Returns when the signal came, or after <paramref name="limit"/>.</summary>
        public async Task WaitAsync(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
        {
            // Once it came there is nothing to wake for; what remains is polling.
            using var delay = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var timer = Task.Delay(limit, time, delay.Token);
            if (_set.Task.IsCompleted)
                await timer;
            else
                await Task.WhenAny(_set.Task, timer);
            await delay.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }

        public void Dispose() => owner.Remove(this);
    }
}
