using Functron.Hosting.Durable.History;

using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Functron.Hosting.Durable.Replay;

/// <summary>Turns that end an instance without running its code.</summary>
internal static class EndedTurn
{
    public static TurnOutcome Terminated(TurnInput input, ExecutionTerminated terminated)
        => End(input, OrchestrationRuntimeStatus.Terminated, terminated.Output, null);

    public static TurnOutcome Failed(TurnInput input, Exception failure)
        => End(input, OrchestrationRuntimeStatus.Failed, null, Failures.Of(failure));

    /// <summary>The first events of a turn: its begin, and the messages that it takes.</summary>
    public static List<HistoryEvent> Begin(TurnInput input) => [new OrchestratorStarted(TimeOf(input)), .. input.Messages];

    /// <summary>The time of the turn. The clock of an instance never goes back, even if the machine's clock does.</summary>
    public static DateTime TimeOf(TurnInput input)
        => input.Past.Count > 0 && input.Past[^1].Timestamp > input.Now ? input.Past[^1].Timestamp : input.Now;

    private static TurnOutcome End(TurnInput input, OrchestrationRuntimeStatus status, string? result, TaskFailureDetails? failure)
    {
        var events = Begin(input);
        events.Add(new ExecutionCompleted(TimeOf(input), status, result, failure));
        events.Add(new OrchestratorCompleted(TimeOf(input)));
        return new TurnOutcome
        {
            NewEvents = events,
            Status = status,
            Output = failure?.ToString() ?? result,
            Failure = failure,
        };
    }
}
