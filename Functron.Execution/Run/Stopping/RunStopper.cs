using Functron.Execution.Engine;
using Functron.Execution.Requests;
using Functron.Execution.Results;
using Functron.Execution.Run.ByLauncher;

namespace Functron.Execution.Run.Stopping;

/// <summary>Stops a run in whichever phase it is. Never waits for a slot, nor for a place that the run itself may wait for.</summary>
public sealed class RunStopper(
    IContainerEngine engine,
    EngineArrival arrival,
    InvocationStore invocations,
    ResultStore results,
    BuildRecords builds,
    RunMarks marks,
    StopIntents intents,
    EarlyStop earlyStop,
    RunsHere here,
    RunContainers containers,
    LaunchClaims claims,
    FunctionKiller killer,
    InstallationId installation,
    ExecutionOptions options)
{
    /// <summary>
    /// Records the intent, which ends a run that queues, builds or is about to start, and kills a running function. A run that has not
    /// begun, and that nobody here is at, is ended in its place. A run that has its result is left as it is.
    /// </summary>
    /// <exception cref="EngineUnreachableException">The engine does not answer; the intent is on record all the same.</exception>
    public async Task<StopOutcome> CancelAsync(RunOrder order, CancellationToken cancellationToken)
    {
        // Taken up here, nobody begins it meanwhile. Where other processes run functions too it may be at one of those.
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

    /// <summary>A host with a lane for each activity has one process; with several, waiting runs give their place back from time to time.</summary>
    private bool IsOnlyProcess => options.SlotWaitSeconds <= 0;

    private async Task<bool> EndUnlessBegunAsync(RunOrder order, CancellationToken cancellationToken)
    {
        if (await invocations.LoadAsync(order.InvocationId, cancellationToken) is not { } invocation || await MayHaveBegunAsync(order, invocation, cancellationToken))
            return false;
        await earlyStop.EndAsync(
            order, invocation, await builds.ReadAsync(order, cancellationToken), await marks.AttemptAsync(order, cancellationToken), cancellationToken);
        return true;
    }

    /// <summary>Here, before its activity failed, or in an earlier process.</summary>
    private async Task<bool> MayHaveBegunAsync(RunOrder order, Invocation invocation, CancellationToken cancellationToken) =>
        here.HasBegun(order)
        || (!arrival.IsNew(invocation)
            && (await claims.ReadAsync(order, cancellationToken) is not null || await containers.HasAsync(order.RunId, null, cancellationToken)));

    /// <summary>Who carries the run out may be through with it while the engine still hangs here.</summary>
    private async Task KillUnlessEndedAsync(RunOrder order, CancellationToken cancellationToken)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var killing = KillAsync(order, done.Token);
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

    private async Task KillAsync(RunOrder order, CancellationToken cancellationToken)
    {
        if (await killer.TryKillByLauncherAsync(order) || !await containers.HasAsync(order.RunId, null, cancellationToken))
            return;
        foreach (var container in await engine.ListOwnContainersAsync(RunLabels.Filter(order, await installation.GetAsync(cancellationToken)), cancellationToken))
        {
            // One that was not started yet is not touched: its runner sees the intent.
            if (await engine.InspectAsync(container.Id, cancellationToken) is { Phase: ContainerPhase.Running })
                await killer.KillAsync(order, container.Id);
        }
    }
}
