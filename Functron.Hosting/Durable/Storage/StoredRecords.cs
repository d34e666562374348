using Functron.Hosting.Durable.History;

using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Functron.Hosting.Durable.Storage;

/// <summary>A new instance.</summary>
/// <param name="Key">Each execution has its own. No key is used twice.</param>
/// <param name="Input">JSON.</param>
internal sealed record NewInstance(
    long Key,
    string Id,
    string Name,
    string ExecutionId,
    DateTime CreatedAt,
    DateTime? StartAt,
    string? Input,
    ParentLink? Parent = null,
    IReadOnlyDictionary<string, string>? Tags = null);

/// <summary>A message for another instance. It is stored if that instance has not ended.</summary>
/// <param name="InstanceId">Of the receiver.</param>
/// <param name="Key">Of the only execution that may receive it; null for the present execution.</param>
internal sealed record SentMessage(string InstanceId, long? Key, long Sequence, HistoryEvent Event);

/// <summary>The execution that follows one that continued as new. It is stored in the same transaction.</summary>
/// <param name="Kept">Messages that it begins with. The messages that the last execution has not taken follow them.</param>
/// <param name="Tags">The tags of the last execution.</param>
internal sealed record NextExecution(
    long Key,
    string ExecutionId,
    string? Input,
    IReadOnlyList<(long Sequence, HistoryEvent Event)> Kept,
    IReadOnlyDictionary<string, string>? Tags);

/// <summary>A failed instance as it was before its failure.</summary>
/// <param name="Turns">Its history; one list for each turn.</param>
/// <param name="Activities">To be run again.</param>
/// <param name="Timers">To be set again.</param>
/// <param name="Messages">To be taken again.</param>
internal sealed record RewoundInstance(
    long Key,
    DateTime Now,
    IReadOnlyList<IReadOnlyList<HistoryEvent>> Turns,
    IReadOnlyList<TaskScheduled> Activities,
    IReadOnlyList<TimerCreated> Timers,
    IReadOnlyList<(long Sequence, HistoryEvent Event)> Messages)
{
    /// <summary>What a start would find of the instance once its rewinding is stored.</summary>
    public StoredExecution WorkOf(OpenInstance open) => new(
        open,
        Messages.Select(message => new OpenMessage(Key, message.Sequence, message.Event)),
        Activities.Select(activity => new OpenActivity(Key, activity.EventId, activity.Name, activity.Input)),
        Timers.Select(timer => new OpenTimer(Key, timer.EventId, timer.FireAt)));
}

/// <summary>Which instances are asked for.</summary>
/// <param name="Statuses">Empty for any status.</param>
/// <param name="AfterKey">Only instances with higher keys.</param>
/// <param name="UpToKey">No instances with higher keys.</param>
internal sealed record InstanceFilter(
    DateTime? CreatedFrom,
    DateTime? CreatedTo,
    IReadOnlyList<OrchestrationRuntimeStatus> Statuses,
    string? IdPrefix = null,
    long AfterKey = 0,
    long UpToKey = long.MaxValue);

/// <summary>An instance as the client shows it.</summary>
internal sealed record StoredInstance(
    long Key,
    string Id,
    string Name,
    OrchestrationRuntimeStatus Status,
    DateTime CreatedAt,
    DateTime UpdatedAt)
{
    /// <summary>The time that its start was asked for; null for at once, and after it has continued as new.</summary>
    public DateTime? StartAt { get; init; }

    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>The call that started it; null when it is no sub-orchestration.</summary>
    public ParentLink? Parent { get; init; }

    public string? Input { get; init; }

    public string? Output { get; init; }

    public string? CustomStatus { get; init; }

    public TaskFailureDetails? Failure { get; init; }

    public bool Ended => Status is not (OrchestrationRuntimeStatus.Running
        or OrchestrationRuntimeStatus.Pending
        or OrchestrationRuntimeStatus.Suspended);
}

/// <summary>All that a turn changes. It is stored in one transaction.</summary>
internal sealed record TurnCommit
{
    public required long Key { get; init; }

    /// <summary>0 for the first turn.</summary>
    public required int Turn { get; init; }

    public required DateTime Now { get; init; }

    public required IReadOnlyList<HistoryEvent> Events { get; init; }

    /// <summary>Sequence numbers of the messages that the turn took.</summary>
    public required IReadOnlyList<long> TakenMessages { get; init; }

    public required IReadOnlyList<int> EndedActivities { get; init; }

    /// <summary>Ids of timers that fired or were cancelled.</summary>
    public required IReadOnlyList<int> GoneTimers { get; init; }

    public required IReadOnlyList<TaskScheduled> NewActivities { get; init; }

    public required IReadOnlyList<TimerCreated> NewTimers { get; init; }

    public IReadOnlyList<NewInstance> NewInstances { get; init; } = [];

    public IReadOnlyList<SentMessage> Sent { get; init; } = [];

    /// <summary>Only with ContinuedAsNew.</summary>
    public NextExecution? Next { get; init; }

    public required OrchestrationRuntimeStatus Status { get; init; }

    /// <summary>JSON.</summary>
    public string? CustomStatus { get; init; }

    /// <summary>False leaves the custom status as it is.</summary>
    public required bool SetCustomStatus { get; init; }

    /// <summary>JSON; for a failure, its plain text.</summary>
    public string? Output { get; init; }

    public TaskFailureDetails? Failure { get; init; }

    /// <summary>Whether the instance ends with this turn. One that continues as new does not.</summary>
    public bool Ends => Next is null && Status is not (OrchestrationRuntimeStatus.Running or OrchestrationRuntimeStatus.Suspended);
}

/// <summary>What had not ended when the store was opened.</summary>
/// <param name="LastKey">The highest key in use; 0 for none.</param>
/// <param name="Messages">In the order of their numbers.</param>
internal sealed record StoredWork(
    long LastKey,
    IReadOnlyList<OpenInstance> Instances,
    IReadOnlyList<OpenMessage> Messages,
    IReadOnlyList<OpenActivity> Activities,
    IReadOnlyList<OpenTimer> Timers)
{
    public IEnumerable<StoredExecution> Executions()
    {
        var messages = Messages.ToLookup(message => message.Key);
        var activities = Activities.ToLookup(activity => activity.Key);
        var timers = Timers.ToLookup(timer => timer.Key);
        return Instances.Select(open => new StoredExecution(open, messages[open.Key], activities[open.Key], timers[open.Key]));
    }

    /// <summary>Activities whose execution has ended. They still run, and nobody takes their results.</summary>
    public IEnumerable<OpenActivity> OutlivingActivities()
    {
        var open = Instances.Select(instance => instance.Key).ToHashSet();
        return Activities.Where(activity => !open.Contains(activity.Key));
    }
}

/// <summary>An execution that had not ended, with what belongs to it.</summary>
internal sealed record StoredExecution(
    OpenInstance Instance,
    IEnumerable<OpenMessage> Messages,
    IEnumerable<OpenActivity> Activities,
    IEnumerable<OpenTimer> Timers);

/// <param name="Turns">How many turns are stored; 0 for an instance that has not begun.</param>
internal sealed record OpenInstance(
    long Key,
    string Id,
    string Name,
    string ExecutionId,
    DateTime? StartAt,
    int Turns,
    string? Input,
    ParentLink? Parent = null,
    IReadOnlyDictionary<string, string>? Tags = null);

internal sealed record OpenMessage(long Key, long Sequence, HistoryEvent Message);

internal sealed record OpenActivity(long Key, int TaskId, string Name, string? Input);

internal sealed record OpenTimer(long Key, int TimerId, DateTime FireAt);
