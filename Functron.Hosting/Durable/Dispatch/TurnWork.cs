using Functron.Hosting.Durable.History;
using Functron.Hosting.Durable.Replay;
using Functron.Hosting.Durable.Storage;

using Microsoft.DurableTask.Client;

namespace Functron.Hosting.Durable.Dispatch;

/// <summary>A turn: takes what has arrived, lets the orchestrator decide, stores everything at once and only then acts on it.</summary>
internal sealed class TurnWork(Dispatcher dispatcher, LiveInstance instance) : Work
{
    public override async Task RunAsync()
    {
        var (messages, fault) = dispatcher.Take(instance);
        try
        {
            await TakeTurnAsync(messages, fault);
        }
        catch (EngineStoppedException)
        {
            // Whatever the turn took is stored where it came from, and taken again at the next start.
        }
        catch (Exception failure)
        {
            dispatcher.Log.TurnFailed(failure.Printable(), instance.Id);
            await EndAsync(messages, failure);
        }
    }

    private async Task TakeTurnAsync(IReadOnlyList<Message> messages, Exception? fault)
    {
        var past = instance.History ?? await dispatcher.Persistence.RunAsync(instance.Id, ReadHistoryAsync);
        var outcome = OrchestratorTurn.Run(new TurnInput(
            instance.Id,
            dispatcher.Functions.FindOrchestrator(instance.Name),
            past,
            [.. messages.Select(message => message.Event)],
            dispatcher.Now)
        {
            Loggers = dispatcher.Loggers,
            Fault = fault,
            LateForeignUse = () => dispatcher.Fail(instance, new ForeignAwaitException()),
        });
        await StoreAsync(messages, past, outcome);
    }

    /// <summary>The turn cannot be taken or stored: ends the instance, with as little as an ending needs.</summary>
    private async Task EndAsync(IReadOnlyList<Message> messages, Exception fault)
    {
        try
        {
            var kept = messages.Select(message => message.Event).Where(happened => happened is ExecutionStarted or ExecutionTerminated);
            var outcome = OrchestratorTurn.Run(new TurnInput(instance.Id, null, [], [.. kept], dispatcher.Now)
            {
                Loggers = dispatcher.Loggers,
                Fault = fault,
            });
            await StoreAsync(messages, [], outcome);
        }
        catch (EngineStoppedException)
        {
            // As above.
        }
        catch (Exception failure)
        {
            dispatcher.Log.InstanceStuck(failure.Printable(), instance.Id);
            dispatcher.GiveBack(instance, messages, failure);
        }
    }

    private async Task StoreAsync(IReadOnlyList<Message> messages, List<HistoryEvent> past, TurnOutcome outcome)
    {
        var children = new NewChildren(dispatcher, instance, outcome);
        var commit = Commit(messages, past, outcome, children);
        try
        {
            await dispatcher.Persistence.RunAsync(instance.Id, async () =>
            {
                await dispatcher.Store.CommitTurnAsync(commit);
                return true;
            });
        }
        catch
        {
            children.Release();
            throw;
        }

        dispatcher.Apply(instance, past, outcome, commit, children.Live);
    }

    private async Task<List<HistoryEvent>> ReadHistoryAsync()
        => instance.Turns == 0 ? [] : [.. await dispatcher.Store.ReadHistoryAsync(instance.Key)];

    private TurnCommit Commit(IReadOnlyList<Message> messages, List<HistoryEvent> past, TurnOutcome outcome, NewChildren children) => new()
    {
        Key = instance.Key,
        Turn = instance.Turns,
        Now = outcome.NewEvents[^1].Timestamp,
        Events = outcome.NewEvents,
        TakenMessages = [.. messages.Where(message => message.Sequence != 0).Select(message => message.Sequence)],
        EndedActivities = [.. messages.Select(message => message.Event switch
            {
                TaskCompleted done => done.TaskScheduledId,
                TaskFailed failed => failed.TaskScheduledId,
                _ => -1,
            }).Where(id => id >= 0)],
        GoneTimers = [.. messages.Select(message => message.Event).OfType<TimerFired>().Select(fired => fired.TimerId), .. outcome.CancelledTimers],
        NewActivities = outcome.Activities,
        NewTimers = outcome.Timers,
        NewInstances = children.Stored,
        Sent = [.. children.Refusals, .. outcome.Sent.Select(Sent), .. ToParent(past, outcome)],
        Next = outcome.Continuation is { } next
            ? new NextExecution(
                dispatcher.Numbers.NextKey(),
                Guid.NewGuid().ToString("N"),
                next.Input,
                // Before all that has come and was not taken, also where a restart reads them by their numbers.
                [.. next.Kept.Select((kept, place) => ((long)(place - next.Kept.Count), kept))],
                next.Tags)
            : null,
        Status = outcome.Status,
        SetCustomStatus = outcome.CustomStatusKnown || (dispatcher.ClearsStatusOfTerminated && outcome.Status == OrchestrationRuntimeStatus.Terminated),
        CustomStatus = outcome.CustomStatus,
        Output = outcome.Output,
        Failure = outcome.Failure,
    };

    private SentMessage Sent(EventSent sent)
        => new(sent.InstanceId, null, dispatcher.Numbers.NextSequence(), new EventRaised(sent.Timestamp, sent.Name, sent.Input));

    /// <summary>How a sub-orchestration ended is told in the transaction that ends it.</summary>
    private IEnumerable<SentMessage> ToParent(List<HistoryEvent> past, TurnOutcome outcome)
    {
        if (instance.Parent is not { } parent || !outcome.Ended || outcome.Continuation is not null)
            yield break;
        if (InstanceTags.AreUnawaited(past.Concat(outcome.NewEvents).OfType<ExecutionStarted>().FirstOrDefault()?.Tags))
            yield break;
        var now = outcome.NewEvents[^1].Timestamp;
        var failure = outcome.Failure
            ?? (outcome.Status == OrchestrationRuntimeStatus.Terminated ? Failures.Of(new SubOrchestrationTerminatedException(instance.Id)) : null);
        yield return new SentMessage(parent.InstanceId, parent.Key, dispatcher.Numbers.NextSequence(), failure is null
            ? new SubOrchestrationInstanceCompleted(now, parent.TaskId, outcome.Output)
            : new SubOrchestrationInstanceFailed(now, parent.TaskId, failure));
    }
}
