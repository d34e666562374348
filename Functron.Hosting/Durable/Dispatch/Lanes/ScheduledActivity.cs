namespace Functron.Hosting.Durable.Dispatch.Lanes;

/// <summary>A call of an activity that waits in its lane or runs. It can be dropped at any time, from any thread.</summary>
/// <param name="instanceId">Of the instance that called it.</param>
/// <param name="key">Of the execution that called it.</param>
/// <param name="taskId">Of the call.</param>
/// <param name="input">JSON.</param>
internal sealed class ScheduledActivity(string instanceId, long key, int taskId, string name, string? input)
{
    private readonly Lock _gate = new();
    private CancellationTokenSource? _running;
    private bool _dropped;

    public string InstanceId => instanceId;

    public long Key => key;

    public int TaskId => taskId;

    public string Name => name;

    public string? Input => input;

    /// <param name="cancel">Cancelled when the activity is dropped before <see cref="End"/>.</param>
    /// <returns>False when the activity was dropped: it must not run.</returns>
    public bool TryBegin(CancellationTokenSource cancel)
    {
        lock (_gate)
        {
            if (_dropped)
                return false;
            _running = cancel;
            return true;
        }
    }

    /// <summary>The activity's code has ended.</summary>
    public void End()
    {
        lock (_gate)
            _running = null;
    }

    /// <summary>Cancels the activity if it runs; if it still waits, it never begins.</summary>
    public void Drop()
    {
        lock (_gate)
        {
            _dropped = true;

            // Not on this thread: callbacks on the token are the activity's own code.
            _ = _running?.CancelAsync();
        }
    }
}
