using Functron.Execution.Engine;
using Functron.Execution.Requests;
using Functron.Execution.Results;

namespace Functron.Execution.Run.Stopping;

/// <summary>
/// Stops a run on request, in whichever phase it is. It never waits for a slot, nor for a place that the run itself may wait for.
/// </summary>
internal sealed class RunStopper(
    EngineArrival arrival,
    RunAttempts attempts,
    ResultStore results,
    StopIntents intents,
    EarlyStop earlyStop,
    RunsHere here,
    RunWays ways,
    FunctionKiller killer,
    ExecutionOptions options)
{
    /// <summary>
    /// Records the intent, which ends a run that queues, builds or is about to start, and kills a running function. A run that has not
    /// begun, and that nobody here carries out, gets its result from here. A run that has its result is left as it is.
    /// </summary>
    /// <exception cref="EngineUnreachableException">The engine does not answer. The intent is on record all the same.</exception>
    public async Task<StopOutcome> CancelAsync(RunOrder order, CancellationToken cancellationToken)
    {
        // While it is taken up here, nobody begins it. Where other processes run functions too, one of those may be at it.
        using var taken = IsOnlyProcess ? here.TryTakeUp(order) : null;
        if (await results.ReadAsync(order, cancellationToken) is not null)
            return new StopOutcome(taken is not null);

        await intents.TryRecordAsync(order, StopReason.Cancel, cancellationToken);
        if (here.IsQueued(order))
            return new StopOutcome(false);
        if (taken is not null && await EndUnlessBegunAsync(order, cancellationToken))
            return new StopOutcome(true);
        await KillUnlessEndedAsync(order, cancellationToken);
        return new StopOutcome(false);
    }

    /// <summary>
    /// A host with a lane for each activity has one process. With several processes, waiting runs give their place back from time to time.
    /// </summary>
    private bool IsOnlyProcess => options.SlotWaitSeconds <= 0;

    private async Task<bool> EndUnlessBegunAsync(RunOrder order, CancellationToken cancellationToken)
    {
        if (await attempts.FindInvocationAsync(order, cancellationToken) is not { } invocation
            || await MayHaveBegunAsync(order, invocation, cancellationToken))
            return false;
        await earlyStop.EndAsync(await attempts.LoadAsync(order, invocation, imageId: "", cancellationToken), cancellationToken);
        return true;
    }

    /// <summary>Whether it began here, before its activity failed, or in an earlier process.</summary>
    private async Task<bool> MayHaveBegunAsync(RunOrder order, Invocation invocation, CancellationToken cancellationToken)
    {
        if (here.HasBegun(order))
            return true;
        if (arrival.IsNew(invocation.AcceptedAt))
            return false;
        foreach (var way in ways.All)
        {
            if (await way.MayHaveBegunAsync(order, cancellationToken))
                return true;
        }

        return false;
    }

    /// <summary>Whoever carries the run out may be through with it while the engine still hangs here.</summary>
    private async Task KillUnlessEndedAsync(RunOrder order, CancellationToken cancellationToken)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var killing = killer.KillAllAsync(order, done.Token);
        var ended = results.WaitAsync(order.InstanceId, done.Token);
        try
        {
            await await Task.WhenAny(killing, ended);
        }
        finally
        {
            await done.CancelAsync();
            _ = Task.WhenAll(killing, ended).ContinueWith(static both => _ = both.Exception, TaskScheduler.Default);
        }
    }
}
