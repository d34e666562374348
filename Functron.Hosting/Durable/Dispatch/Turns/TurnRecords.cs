using Functron.Hosting.Durable.Dispatch.Live;
using Functron.Hosting.Durable.History;
using Functron.Hosting.Durable.Replay;
using Functron.Hosting.Durable.Storage;

using Microsoft.DurableTask.Client;

namespace Functron.Hosting.Durable.Dispatch.Turns;

/// <summary>Turns what an orchestrator decided into what is stored: one transaction for all of it.</summary>
/// <param name="clearsStatusOfTerminated">As <see cref="DurableEngineOptions.ClearsStatusOfTerminated"/> has it.</param>
internal sealed class TurnRecords(Numbers numbers, bool clearsStatusOfTerminated)
{
    /// <param name="past">The history before the turn.</param>
    public TurnCommit Of(TakenTurn turn, IReadOnlyList<HistoryEvent> past, TurnOutcome outcome, NewChildren children)
    {
        var taken = turn.Messages.Select(message => message.Event).ToList();
        return new TurnCommit
        {
            Key = turn.Key,
            Turn = turn.Turns,
            Now = outcome.NewEvents[^1].Timestamp,
            Events = outcome.NewEvents,
            TakenMessages = [.. turn.Messages.Where(message => message.Sequence != 0).Select(message => message.Sequence)],
            EndedActivities = [.. taken.Select(ActivityEnd.CallOf).OfType<int>()],
            GoneTimers = [.. taken.OfType<TimerFired>().Select(fired => fired.TimerId), .. outcome.CancelledTimers],
            NewActivities = outcome.Activities,
            NewTimers = outcome.Timers,
            NewInstances = children.Stored,
            Sent = [.. children.Refusals, .. outcome.Sent.Select(Sent), .. ToParent(turn, past, outcome)],
            Next = outcome.Continuation is { } next ? Next(next) : null,
            Status = outcome.Status,
            SetCustomStatus = outcome.CustomStatusKnown
                || (clearsStatusOfTerminated && outcome.Status == OrchestrationRuntimeStatus.Terminated),
            CustomStatus = outcome.CustomStatus,
            Output = outcome.Output,
            Failure = outcome.Failure,
        };
    }

    private SentMessage Sent(EventSent sent)
        => new(sent.InstanceId, null, numbers.NextSequence(), new EventRaised(sent.Timestamp, sent.Name, sent.Input));

    private NextExecution Next(Continuation next) => new(
        numbers.NextKey(),
        Guid.NewGuid().ToString("N"),
        next.Input,
        // The numbers are below those of all messages that no turn has taken: a restart reads them in the order of their numbers.
        [.. next.Kept.Select((kept, place) => ((long)(place - next.Kept.Count), kept))],
        next.Tags);

    /// <summary>The parent is told how a sub-orchestration ended in the transaction that ends it.</summary>
    private IEnumerable<SentMessage> ToParent(TakenTurn turn, IReadOnlyList<HistoryEvent> past, TurnOutcome outcome)
    {
        if (turn.Parent is not { } parent || !outcome.Ended || outcome.Continuation is not null)
            yield break;
        if (InstanceTags.AreUnawaited(past.Concat(outcome.NewEvents).OfType<ExecutionStarted>().FirstOrDefault()?.Tags))
            yield break;
        var now = outcome.NewEvents[^1].Timestamp;
        yield return new SentMessage(
            parent.InstanceId,
            parent.Key,
            numbers.NextSequence(),
            ChildEnd.Of(turn.Instance.Id, parent.TaskId, now, outcome.Status, outcome.Output, outcome.Failure));
    }
}
