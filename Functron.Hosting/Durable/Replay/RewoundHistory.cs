using Functron.Hosting.Durable.History;

namespace Functron.Hosting.Durable.Replay;

/// <summary>
/// The history of a failed execution as it was before its failure: without its last turn, and without those failures of calls that its code
/// has not reacted to. The failed calls are made again. The other messages of the last turn are taken again.
/// </summary>
/// <param name="Turns">Each from OrchestratorStarted to OrchestratorCompleted.</param>
/// <param name="Messages">To be taken again.</param>
/// <param name="Open">What the orchestrator waits for then.</param>
internal sealed record RewoundHistory(
    IReadOnlyList<IReadOnlyList<HistoryEvent>> Turns, IReadOnlyList<HistoryEvent> Messages, OpenState Open)
{
    /// <param name="mayRepeat">Whether an event is a failure that another call may make good.</param>
    /// <param name="open">Replays a history; null when the code does not do what it has.</param>
    /// <returns>Null when the code agrees with neither form of its history.</returns>
    public static RewoundHistory? Of(
        IReadOnlyList<HistoryEvent> history, Func<HistoryEvent, bool> mayRepeat, Func<IReadOnlyList<HistoryEvent>, OpenState?> open)
    {
        var turns = Split(history);
        var messages = turns[^1].Where(happened => IsMessage(happened) && !mayRepeat(happened)).ToList();
        turns.RemoveAt(turns.Count - 1);

        // A failure that the code has caught and reacted to must stay: without it the code would have done something else.
        var told = messages.Select(EndedCall).OfType<int>().ToHashSet();
        IReadOnlyList<IReadOnlyList<HistoryEvent>>[] candidates =
            [[.. turns.Select(turn => turn.Where(happened => !mayRepeat(happened)).ToList())], turns];
        foreach (var candidate in candidates)
        {
            if (candidate.Count == 0)
                return new RewoundHistory(candidate, messages, new OpenState([], []));
            if (open([.. candidate.SelectMany(turn => turn)]) is { } state)
                return new RewoundHistory(candidate, messages, state.Without(told));
        }

        return null;
    }

    private static List<IReadOnlyList<HistoryEvent>> Split(IReadOnlyList<HistoryEvent> history)
    {
        var turns = new List<IReadOnlyList<HistoryEvent>>();
        var turn = new List<HistoryEvent>();
        foreach (var happened in history)
        {
            turn.Add(happened);
            if (happened is not OrchestratorCompleted)
                continue;
            turns.Add(turn);
            turn = [];
        }

        return turns;
    }

    private static int? EndedCall(HistoryEvent happened) => happened switch
    {
        TaskCompleted done => done.TaskScheduledId,
        TaskFailed failed => failed.TaskScheduledId,
        SubOrchestrationInstanceCompleted done => done.TaskScheduledId,
        SubOrchestrationInstanceFailed failed => failed.TaskScheduledId,
        TimerFired fired => fired.TimerId,
        _ => null,
    };

    // The start is no message: if no turn is left, the execution starts anew.
    private static bool IsMessage(HistoryEvent happened)
        => happened is not (OrchestratorStarted or OrchestratorCompleted or ExecutionStarted or ExecutionCompleted or ActionEvent);
}
