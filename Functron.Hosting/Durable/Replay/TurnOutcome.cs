using Functron.Hosting.Durable.History;

using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Functron.Hosting.Durable.Replay;

/// <summary>What a turn decided. Nobody acts on it before it is stored.</summary>
internal sealed record TurnOutcome
{
    /// <summary>The whole turn, from OrchestratorStarted to OrchestratorCompleted.</summary>
    public required IReadOnlyList<HistoryEvent> NewEvents { get; init; }

    /// <summary>Running or Suspended until the execution has ended; ContinuedAsNew when another follows it.</summary>
    public required OrchestrationRuntimeStatus Status { get; init; }

    /// <summary>Activities to begin. They begin even if the instance ended in this turn without awaiting them.</summary>
    public IReadOnlyList<TaskScheduled> Activities { get; init; } = [];

    /// <summary>Sub-orchestrations to start, also those that nobody awaits.</summary>
    public IReadOnlyList<SubOrchestrationInstanceCreated> Children { get; init; } = [];

    /// <summary>Events for other instances.</summary>
    public IReadOnlyList<EventSent> Sent { get; init; } = [];

    /// <summary>Only with ContinuedAsNew.</summary>
    public Continuation? Continuation { get; init; }

    /// <summary>Timers to set; none once the instance has ended.</summary>
    public IReadOnlyList<TimerCreated> Timers { get; init; } = [];

    /// <summary>Ids of timers that an earlier turn set and this one cancelled.</summary>
    public IReadOnlyList<int> CancelledTimers { get; init; } = [];

    /// <summary>JSON; for a failure, its plain text.</summary>
    public string? Output { get; init; }

    public TaskFailureDetails? Failure { get; init; }

    /// <summary>JSON; only meaningful when <see cref="CustomStatusKnown"/>.</summary>
    public string? CustomStatus { get; init; }

    /// <summary>False when this turn did not run the code to its end, for example at a termination.</summary>
    public bool CustomStatusKnown { get; init; }

    public bool Ended => Status is not (OrchestrationRuntimeStatus.Running or OrchestrationRuntimeStatus.Suspended);
}

/// <summary>What the next execution of an instance begins with.</summary>
/// <param name="Input">JSON.</param>
/// <param name="Kept">Events that nobody has waited for, in order of arrival, and what came after the code had ended.</param>
/// <param name="Tags">Of the instance.</param>
internal sealed record Continuation(string? Input, IReadOnlyList<HistoryEvent> Kept, IReadOnlyDictionary<string, string>? Tags);
