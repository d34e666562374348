namespace Functron.Execution.Engine;

/// <summary>Locks by key: one holder at a time for each. Keys that nobody uses cost nothing.</summary>
internal sealed class KeyedLocks
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = [];

    /// <returns>Holds the key until it is disposed.</returns>
    public async Task<IDisposable> HoldAsync(string key, CancellationToken cancellationToken)
    {
        Entry entry;
        lock (_lock)
        {
            if (!_entries.TryGetValue(key, out entry!))
                _entries[key] = entry = new Entry();
            entry.Users++;
        }

        try
        {
            await entry.Gate.WaitAsync(cancellationToken);
            return new Hold(this, key, entry);
        }
        catch
        {
            Leave(key, entry);
            throw;
        }
    }

    /// <returns>Holds the key until it is disposed. Null when somebody holds the key or waits for it.</returns>
    public IDisposable? TryHold(string key)
    {
        lock (_lock)
        {
            if (_entries.ContainsKey(key))
                return null;
            var entry = new Entry { Users = 1 };
            _entries[key] = entry;
            entry.Gate.Wait(0);
            return new Hold(this, key, entry);
        }
    }

    private void Leave(string key, Entry entry)
    {
        lock (_lock)
        {
            if (--entry.Users == 0)
                _entries.Remove(key);
        }
    }

    private sealed class Entry
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public int Users { get; set; }
    }

    private sealed class Hold(KeyedLocks owner, string key, Entry entry) : IDisposable
    {
        private bool _left;

        public void Dispose()
        {
            if (_left)
                return;
            _left = true;
            entry.Gate.Release();
            owner.Leave(key, entry);
        }
    }
}
