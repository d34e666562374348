using Functron.Hosting.Durable.History;

using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Functron.Hosting.Durable.Storage;

/// <param name="Key">One for each execution, never used twice.</param>
/// <param name="Input">JSON.</param>
internal sealed record NewInstance(
    long Key,
    string Id,
    string Name,
    string ExecutionId,
    DateTime CreatedAt,
    DateTime? StartAt,
    string? Input);

/// <summary>An instance as the client shows it.</summary>
internal sealed record StoredInstance(
    long Key,
    string Id,
    string Name,
    OrchestrationRuntimeStatus Status,
    DateTime CreatedAt,
    DateTime UpdatedAt)
{
    public string? Input { get; init; }

    public string? Output { get; init; }

    public string? CustomStatus { get; init; }

    public TaskFailureDetails? Failure { get; init; }

    public bool Ended => Status is not (OrchestrationRuntimeStatus.Running
        or OrchestrationRuntimeStatus.Pending
        or OrchestrationRuntimeStatus.Suspended);
}

/// <summary>One transaction's worth: all that a turn changes.</summary>
internal sealed record TurnCommit
{
    public required long Key { get; init; }

    /// <summary>0 for the first turn.</summary>
    public required int Turn { get; init; }

    public required DateTime Now { get; init; }

    public required IReadOnlyList<HistoryEvent> Events { get; init; }

    /// <summary>Sequence numbers of messages that the turn took.</summary>
    public required IReadOnlyList<long> TakenMessages { get; init; }

    public required IReadOnlyList<int> EndedActivities { get; init; }

    /// <summary>Timers that fired or were cancelled.</summary>
    public required IReadOnlyList<int> GoneTimers { get; init; }

    public required IReadOnlyList<TaskScheduled> NewActivities { get; init; }

    public required IReadOnlyList<TimerCreated> NewTimers { get; init; }

    public required OrchestrationRuntimeStatus Status { get; init; }

    /// <summary>JSON.</summary>
    public string? CustomStatus { get; init; }

    /// <summary>False leaves the custom status as it is.</summary>
    public required bool SetCustomStatus { get; init; }

    /// <summary>JSON; of a failure its plain text.</summary>
    public string? Output { get; init; }

    public TaskFailureDetails? Failure { get; init; }
}

/// <summary>What a store held when it was opened.</summary>
/// <param name="LastKey">The highest key in use; 0 for none.</param>
internal sealed record StoredWork(
    long LastKey,
    IReadOnlyList<OpenInstance> Instances,
    IReadOnlyList<OpenMessage> Messages,
    IReadOnlyList<OpenActivity> Activities,
    IReadOnlyList<OpenTimer> Timers);

/// <param name="Turns">How many turns are stored; 0 for an instance that has not begun.</param>
internal sealed record OpenInstance(
    long Key,
    string Id,
    string Name,
    string ExecutionId,
    DateTime? StartAt,
    int Turns,
    string? Input);

internal sealed record OpenMessage(long Key, long Sequence, HistoryEvent Message);

internal sealed record OpenActivity(long Key, int TaskId, string Name, string? Input);

internal sealed record OpenTimer(long Key, int TimerId, DateTime FireAt);
