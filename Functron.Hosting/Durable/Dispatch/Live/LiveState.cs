using Functron.Hosting.Durable.Dispatch.Lanes;
using Functron.Hosting.Durable.Dispatch.Timers;
using Functron.Hosting.Durable.History;

namespace Functron.Hosting.Durable.Dispatch.Live;

/// <summary>
/// The state of the present execution of a live instance. It belongs to <see cref="LiveInstances"/> and its parts, and never leaves them.
/// </summary>
internal sealed class LiveState(LiveInstance instance, long key)
{
    public LiveInstance Instance => instance;

    public long Key => key;

    /// <summary>The call that started the instance; null when it is no sub-orchestration.</summary>
    public ParentLink? Parent { get; init; }

    /// <summary>Becomes the first message when the execution begins.</summary>
    public ExecutionStarted? Start { get; set; }

    /// <summary>False while its start is on its way to the store, or waits for its time: messages are kept and no turn is due.</summary>
    public bool Begun { get; set; }

    /// <summary>Messages that no turn has taken yet.</summary>
    public List<Message> Inbox { get; set; } = [];

    /// <summary>Found out between turns; fails the instance in its next turn.</summary>
    public Exception? Fault { get; set; }

    /// <summary>A turn waits or runs. There is never a second one.</summary>
    public bool TurnScheduled { get; set; }

    /// <summary>How many turns are stored.</summary>
    public int Turns { get; set; }

    /// <summary>Null when it is only in the store.</summary>
    public List<HistoryEvent>? History { get; set; }

    /// <summary>Activities that have not ended, by the ids of their calls.</summary>
    public Dictionary<int, ScheduledActivity> Activities { get; } = [];

    /// <summary>Timers that are set, by their ids.</summary>
    public Dictionary<int, TimerEntry> Timers { get; } = [];

    /// <summary>Set while it waits for the time of its start.</summary>
    public TimerEntry? StartTimer { get; set; }
}
