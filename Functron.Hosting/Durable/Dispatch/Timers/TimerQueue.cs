namespace Functron.Hosting.Durable.Dispatch.Timers;

/// <summary>The timers of all instances. One wake-up is set, for the first of them; without timers there is none.</summary>
internal sealed class TimerQueue : IDisposable
{
    // While the machine sleeps, a wake-up's clock stands still and the calendar does not. So the queue looks at the calendar at least
    // this often while timers are set. It is also far below the longest time that a wake-up can be set for.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    private readonly TimeProvider _clock;
    private readonly SortedSet<TimerEntry> _entries = [];
    private readonly Lock _gate = new();
    private readonly ITimer _wakeUp;
    private Action<TimerEntry>? _fire;
    private TimerEntry? _armedFor;
    private long _wakeUps;
    private bool _stopped;

    public TimerQueue(TimeProvider clock)
    {
        _clock = clock;
        _wakeUp = clock.CreateTimer(_ => WakeUp(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How many wake-ups there were.</summary>
    public long WakeUps => Interlocked.Read(ref _wakeUps);

    public int Count
    {
        get
        {
            lock (_gate)
                return _entries.Count;
        }
    }

    /// <summary>Until then nothing fires. Called once.</summary>
    /// <param name="fire">Called for each entry when it is due, in order, without a lock.</param>
    public void Start(Action<TimerEntry> fire)
    {
        lock (_gate)
        {
            _fire = fire;
            Arm();
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
            _fire!(entry);
    }

    private void Arm()
    {
        var first = _entries.Min;
        if (_fire is null || _stopped || ReferenceEquals(first, _armedFor))
            return;

        _armedFor = first;
        if (first is null)
        {
            _wakeUp.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return;
        }

        // Rounded up to the timer's resolution: a wake-up that comes a moment early has to be set again.
        var wait = first.FireAt - _clock.GetUtcNow().UtcDateTime;
        var milliseconds = Math.Ceiling(Math.Clamp(wait.TotalMilliseconds, 0, LongestWait.TotalMilliseconds));
        _wakeUp.Change(TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);
    }
}
