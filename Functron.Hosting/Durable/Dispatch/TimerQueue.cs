namespace Functron.Hosting.Durable.Dispatch;

/// <summary>All timers of all instances behind one wake-up, which is set for the first of them; none set, nothing wakes.</summary>
internal sealed class TimerQueue : IDisposable
{
    // The machine's sleep stops a wake-up's clock but not the calendar: looked at again at least this often while timers are set.
    // It is also far below the longest wake-up that a timer can be set for.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    private readonly TimeProvider _clock;
    private readonly Action<TimerEntry> _fire;
    private readonly SortedSet<TimerEntry> _entries = [];
    private readonly Lock _gate = new();
    private readonly ITimer _wakeUp;
    private TimerEntry? _armedFor;
    private long _wakeUps;
    private bool _stopped;

    public TimerQueue(TimeProvider clock, Action<TimerEntry> fire)
    {
        _clock = clock;
        _fire = fire;
        _wakeUp = clock.CreateTimer(_ => WakeUp(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How often it has woken up.</summary>
    public long WakeUps => Interlocked.Read(ref _wakeUps);

    public int Count
    {
        get
        {
            lock (_gate)
                return _entries.Count;
        }
    }

    public void Add(TimerEntry entry)
    {
        lock (_gate)
        {
            _entries.Add(entry);
            Arm();
        }
    }

    public void Remove(TimerEntry entry)
    {
        lock (_gate)
        {
            _entries.Remove(entry);
            Arm();
        }
    }

    public void Dispose()
    {
        lock (_gate)
            _stopped = true;
        _wakeUp.Dispose();
    }

    private void WakeUp()
    {
        Interlocked.Increment(ref _wakeUps);
        var due = new List<TimerEntry>();
        lock (_gate)
        {
            var now = _clock.GetUtcNow().UtcDateTime;
            while (_entries.Min is { } first && first.FireAt <= now)
            {
                _entries.Remove(first);
                due.Add(first);
            }

            _armedFor = null;
            Arm();
        }

        foreach (var entry in due)
            _fire(entry);
    }

    private void Arm()
    {
        var first = _entries.Min;
        if (_stopped || ReferenceEquals(first, _armedFor))
            return;

        _armedFor = first;
        if (first is null)
        {
            _wakeUp.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return;
        }

        // Rounded up to the timer's resolution: woken a moment early it would only be set again.
        var wait = first.FireAt - _clock.GetUtcNow().UtcDateTime;
        var milliseconds = Math.Ceiling(Math.Clamp(wait.TotalMilliseconds, 0, LongestWait.TotalMilliseconds));
        _wakeUp.Change(TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);
    }
}
