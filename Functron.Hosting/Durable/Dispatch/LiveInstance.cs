using Functron.Hosting.Durable.History;

namespace Functron.Hosting.Durable.Dispatch;

/// <summary>What is in memory of an instance that has not ended. Changed under the dispatcher's lock, and only after the change is stored.</summary>
internal sealed class LiveInstance(string id, long key, string name)
{
    public string Id => id;

    public long Key => key;

    public string Name => name;

    /// <summary>False while its start is on its way to the store and the id is only taken.</summary>
    public bool Stored { get; set; }

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

    public Dictionary<int, ActivityWork> Activities { get; } = [];

    public Dictionary<int, TimerEntry> Timers { get; } = [];

    public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource End { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The engine stops first.</summary>
    public void RefuseWaiters()
    {
        foreach (var waiters in (TaskCompletionSource[])[Begun, End])
        {
            // Read, so that a failure that nobody waits for is not an unobserved one.
            if (waiters.TrySetException(new EngineStoppedException()))
                _ = waiters.Task.Exception;
        }
    }
}

/// <param name="Sequence">Of its row; 0 when it has none.</param>
internal sealed record Message(HistoryEvent Event, long Sequence = 0);
