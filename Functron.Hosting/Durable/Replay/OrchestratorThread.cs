namespace Functron.Hosting.Durable.Replay;

/// <summary>
/// The one thread of a turn. Continuations that are posted from it run on it, in order. A post from another thread shows that the
/// orchestrator awaited something that is not its context's. Such a continuation never runs.
/// </summary>
internal sealed class OrchestratorThread(Action lateForeignUse) : SynchronizationContext
{
    private readonly int _owner = Environment.CurrentManagedThreadId;
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _posted = new();
    private readonly Lock _gate = new();
    private bool _closed;
    private bool _foreignUse;

    /// <summary>Runs an action, and all continuations that follow from it.</summary>
    public void Run(Action action)
    {
        var outer = Current;
        SetSynchronizationContext(this);
        try
        {
            action();
            while (_posted.TryDequeue(out var next))
                next.Callback(next.State);
        }
        finally
        {
            SetSynchronizationContext(outer);
        }
    }

    /// <summary>Ends the turn.</summary>
    /// <returns>Whether the orchestrator's code was seen on another thread.</returns>
    public bool Close()
    {
        lock (_gate)
        {
            _closed = true;
            return _foreignUse;
        }
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (!NoteIfForeign())
            _posted.Enqueue((d, state));
    }

    public override void Send(SendOrPostCallback d, object? state)
    {
        ThrowIfForeign();
        d(state);
    }

    public override SynchronizationContext CreateCopy() => this;

    /// <exception cref="ForeignAwaitException">The caller is on another thread, or the turn is over.</exception>
    public void ThrowIfForeign()
    {
        if (NoteIfForeign())
            throw new ForeignAwaitException();
    }

    /// <summary>Like <see cref="ThrowIfForeign"/>, for callbacks of timers, where an exception would end the process.</summary>
    public bool NoteIfForeign()
    {
        // The closed flag is read without the lock: only the owner sets it, and only the owner gets past the first condition.
        if (Environment.CurrentManagedThreadId == _owner && !_closed)
            return false;

        bool late;
        lock (_gate)
        {
            late = _closed;
            _foreignUse = true;
        }

        if (late)
            lateForeignUse();
        return true;
    }
}
