using Functron.Hosting.Durable.Dispatch.Live;
using Functron.Hosting.Durable.History;
using Functron.Hosting.Durable.Replay;
using Functron.Hosting.Durable.Storage;

namespace Functron.Hosting.Durable.Dispatch.Turns;

/// <summary>Stores what a turn decided, all at once, and only then acts on it.</summary>
internal sealed class TurnStorage(
    LiveInstances live, IInstanceStore store, StoreRetries retries, TurnRecords records, ChildStarts children, ActivityRows rows)
{
    /// <summary>The history before the turn.</summary>
    /// <exception cref="EngineStoppedException">The engine stopped first.</exception>
    public async Task<List<HistoryEvent>> PastAsync(TakenTurn turn)
    {
        if (turn.History is { } history)
            return history;
        return turn.Turns == 0 ? [] : [.. await retries.RunAsync(turn.Instance.Id, () => store.ReadHistoryAsync(turn.Key))];
    }

    /// <param name="past">The history before the turn. It becomes the history with the turn.</param>
    /// <exception cref="EngineStoppedException">The engine stopped first.</exception>
    public async Task StoreAsync(TakenTurn turn, List<HistoryEvent> past, TurnOutcome outcome)
    {
        var started = children.Reserve(turn, outcome.Children);
        TurnCommit commit;
        try
        {
            commit = records.Of(turn, past, outcome, started);
            await retries.RunAsync(turn.Instance.Id, () => store.CommitTurnAsync(commit));
        }
        catch
        {
            foreach (var child in started.Reserved)
                live.Release(child);
            throw;
        }

        var untaken = live.Apply(turn, commit, past);
        Tell(turn.Instance, commit, started.Reserved);
        foreach (var taskId in untaken)
            await rows.DropAsync(turn.Instance.Id, turn.Key, taskId);
    }

    /// <summary>Tells others what the stored turn means for them.</summary>
    private void Tell(LiveInstance instance, TurnCommit stored, IReadOnlyList<LiveInstance> started)
    {
        foreach (var child in started)
            live.Begin(child);
        foreach (var sent in stored.Sent)
            live.Post(sent);
        instance.TellBegun();
        if (stored.Ends)
            instance.TellEnded();
    }
}
