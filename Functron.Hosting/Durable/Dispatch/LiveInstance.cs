using Functron.Hosting.Durable.History;

namespace Functron.Hosting.Durable.Dispatch;

/// <summary>What is in memory of an instance that has not ended. Changed under the dispatcher's lock, and only after the change is stored.</summary>
/// <param name="before">The execution that this one follows; who waits for the instance waits on.</param>
internal sealed class LiveInstance(string id, long key, string name, LiveInstance? before = null)
{
    public string Id => id;

    public long Key => key;

    public string Name => name;

    /// <summary>Whether its start was stored; not known while that is on its way to the store and the id is only taken.</summary>
    public TaskCompletionSource<bool> Stored { get; } = before?.Stored ?? new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Null once the execution has begun.</summary>
    public ExecutionStarted? Start { get; set; }

    /// <summary>What no turn has taken yet.</summary>
    public List<Message> Inbox { get; set; } = [];

    /// <summary>Found out from outside; fails the instance in its next turn.</summary>
    public Exception? Fault { get; set; }

    /// <summary>A turn waits or runs; at most one does.</summary>
    public bool TurnScheduled { get; set; }

    /// <summary>How many turns are stored.</summary>
    public int Turns { get; set; }

    /// <summary>Null when it is on disk alone.</summary>
    public List<HistoryEvent>? History { get; set; }

    public bool Ended { get; set; }

    /// <summary>The execution that follows this one, which continued as new.</summary>
    public LiveInstance? Next { get; set; }

    /// <summary>Who waits for this sub-orchestration.</summary>
    public ParentLink? Parent { get; init; } = before?.Parent;

    public Dictionary<int, ActivityWork> Activities { get; } = [];

    /// <summary>Set while it waits for the time that its start was asked for.</summary>
    public TimerEntry? StartTimer { get; set; }

    public Dictionary<int, TimerEntry> Timers { get; } = [];

    public TaskCompletionSource Begun { get; } = before?.Begun ?? new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource End { get; } = before?.End ?? new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="reason">Why what they wait for does not come.</param>
    public void RefuseWaiters(Exception reason)
    {
        foreach (var waiters in (TaskCompletionSource[])[Begun, End])
        {
            // Read, so that a failure that nobody waits for is not an unobserved one.
            if (waiters.TrySetException(reason))
                _ = waiters.Task.Exception;
        }
    }
}

/// <param name="Sequence">Of its row; 0 when it has none.</param>
internal sealed record Message(HistoryEvent Event, long Sequence = 0);
