using Functron.Hosting.Durable.History;

using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Functron.Hosting.Durable.Replay;

/// <summary>What a turn decided; nothing of it has happened until it is stored.</summary>
internal sealed record TurnOutcome
{
    /// <summary>The whole turn, from OrchestratorStarted to OrchestratorCompleted.</summary>
    public required IReadOnlyList<HistoryEvent> NewEvents { get; init; }

    /// <summary>Running or Suspended until the execution has ended; ContinuedAsNew when another follows it.</summary>
    public required OrchestrationRuntimeStatus Status { get; init; }

    /// <summary>Activities to begin; also those of a turn that ended the instance without awaiting them.</summary>
    public IReadOnlyList<TaskScheduled> Activities { get; init; } = [];

    /// <summary>Sub-orchestrations to start; also those that nobody awaits.</summary>
    public IReadOnlyList<SubOrchestrationInstanceCreated> Children { get; init; } = [];

    /// <summary>Events for other instances.</summary>
    public IReadOnlyList<EventSent> Sent { get; init; } = [];

    /// <summary>Only with ContinuedAsNew.</summary>
    public Continuation? Continuation { get; init; }

    /// <summary>Timers to set; none once the instance has ended.</summary>
    public IReadOnlyList<TimerCreated> Timers { get; init; } = [];

    /// <summary>Ids of timers of earlier turns that were cancelled in this one.</summary>
    public IReadOnlyList<int> CancelledTimers { get; init; } = [];

    /// <summary>JSON; of a failure its plain text.</summary>
    public string? Output { get; init; }

    public TaskFailureDetails? Failure { get; init; }

    /// <summary>JSON; unknown when the code was not run to its end.</summary>
    public string? CustomStatus { get; init; }

    public bool CustomStatusKnown { get; init; }

    public bool Ended => Status is not (OrchestrationRuntimeStatus.Running or OrchestrationRuntimeStatus.Suspended);
}

/// <summary>What the next execution of an instance begins with.</summary>
/// <param name="Input">JSON.</param>
/// <param name="Kept">Events that nobody has waited for, in order of arrival, and what came after the last execution's end.</param>
/// <param name="Tags">Of the instance.</param>
internal sealed record Continuation(string? Input, IReadOnlyList<HistoryEvent> Kept, IReadOnlyDictionary<string, string>? Tags);
