using Functron.Hosting.Durable.History;

namespace Functron.Hosting.Durable.Replay;

/// <summary>
/// The history of a failed execution as it was before its failure: without its last turn, and without the failures of calls as far as
/// its code has not reacted to them. What failed is called again, what else the last turn had taken is taken again.
/// </summary>
/// <param name="Turns">Each from OrchestratorStarted to OrchestratorCompleted.</param>
/// <param name="Messages">To be taken again.</param>
internal sealed record RewoundHistory(IReadOnlyList<IReadOnlyList<HistoryEvent>> Turns, IReadOnlyList<HistoryEvent> Messages, OpenState Open)
{
    /// <param name="mayRepeat">Whether a failure can be made good by another call.</param>
    /// <param name="open">Replays a history: null when the code does something else.</param>
    /// <returns>Null when the code does not agree with its history in any way.</returns>
    public static RewoundHistory? Of(
        IReadOnlyList<HistoryEvent> history, Func<HistoryEvent, bool> mayRepeat, Func<IReadOnlyList<HistoryEvent>, OpenState?> open)
    {
        var turns = Split(history);
        var messages = turns[^1].Where(happened => IsMessage(happened) && !mayRepeat(happened)).ToList();
        turns.RemoveAt(turns.Count - 1);

        // A failure that the code has caught and answered must stay: without it the code would not have gone on as it did.
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

    // The start is made anew where no turn is left.
    private static bool IsMessage(HistoryEvent happened)
        => happened is not (OrchestratorStarted or OrchestratorCompleted or ExecutionStarted or ExecutionCompleted or ActionEvent);
}
