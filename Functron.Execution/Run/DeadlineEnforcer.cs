using Functron.Execution.Engine;
using Functron.Execution.Launcher;
using Functron.Execution.Results;

namespace Functron.Execution.Run;

/// <summary>
/// Holds a run to its deadline from outside: what counts when the worker that runs it is dead. Never waits for a slot.
/// </summary>
public sealed class DeadlineEnforcer(
    IContainerEngine engine,
    ResultStore results,
    StopIntents intents,
    RunMarks marks,
    RunsHere here,
    LaunchClaims claims,
    LaunchFolders folders,
    FunctionKiller killer,
    InstallationId installation,
    TimeProvider time)
{
    /// <summary>While it looks, a cancel waits. What was begun goes on beside; the next look sees what came of it.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <summary>Kills the function if it has run for its <c>Timeout</c>, or says how long it still has.</summary>
    /// <exception cref="EngineUnreachableException">The engine does not answer, or not within 2 s.</exception>
    public async Task<DeadlineCheck> EnforceAsync(RunOrder order, CancellationToken cancellationToken)
    {
        var looking = LookAsync(order, cancellationToken);
        try
        {
            return await looking.WaitAsync(Limit, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            _ = looking.ContinueWith(static ended => _ = ended.Exception, TaskScheduler.Default);
            throw new EngineUnreachableException(engine.Endpoint, $"The deadline of {order.ResourceName()} could not be looked at within {Limit.TotalSeconds} s: the Docker engine at {engine.Endpoint} hangs.");
        }
    }

    private async Task<DeadlineCheck> LookAsync(RunOrder order, CancellationToken cancellationToken)
    {
        if (here.IsQueued(order))
            return new DeadlineCheck(DeadlineState.Queued, 0);
        if (await results.ReadAsync(order, cancellationToken) is not null)
            return new DeadlineCheck(DeadlineState.Ended, 0);
        return await claims.ReadAsync(order, cancellationToken) is { } claim
            ? await EnforceAsync(order, claim, LaunchStatus.Read(folders.Of(order), order.RunId))
            : await EnforceOnEngineAsync(order, cancellationToken);
    }

    /// <summary>By the launcher's record, on this machine's clock, which is the launcher's, too.</summary>
    private async Task<DeadlineCheck> EnforceAsync(RunOrder order, LaunchClaim claim, LaunchStatus status)
    {
        if (status.IsFinal)
            return new DeadlineCheck(DeadlineState.Ended, 0);
        return status.StartedAt is { } started
            ? await EnforceAsync(order, claim.Container, started + order.Timeout.Duration - time.GetUtcNow())
            : new DeadlineCheck(DeadlineState.NotStarted, 0);
    }

    /// <summary>On the engine's clock.</summary>
    private async Task<DeadlineCheck> EnforceOnEngineAsync(RunOrder order, CancellationToken cancellationToken)
    {
        if (await CurrentAsync(order, cancellationToken) is not { StartedAt: not null } container
            || container.Labels.GetValueOrDefault(Labels.Path) == Labels.LauncherPath)
            return new DeadlineCheck(DeadlineState.NotStarted, 0);
        if (container.Phase != ContainerPhase.Running)
            return new DeadlineCheck(DeadlineState.Ended, 0);
        return await EnforceAsync(
            order, container.Id, await RunClock.RemainingAsync(engine, container, order.Timeout.Duration, cancellationToken));
    }

    private async Task<DeadlineCheck> EnforceAsync(RunOrder order, string container, TimeSpan remaining)
    {
        if (remaining > TimeSpan.Zero)
            return new DeadlineCheck(DeadlineState.Running, remaining.TotalSeconds);

        // On record before the kill, and then seen through.
        await intents.TryRecordAsync(order, StopReason.Timeout, CancellationToken.None);
        return new DeadlineCheck(await killer.KillAsync(order, container) ? DeadlineState.Killed : DeadlineState.Ended, 0);
    }

    /// <summary>The container of the current attempt; null when there is none, or it is another run's.</summary>
    private async Task<ContainerSnapshot?> CurrentAsync(RunOrder order, CancellationToken cancellationToken)
    {
        var name = ContainerNames.For(order, await marks.AttemptAsync(order, cancellationToken));
        var container = await engine.InspectAsync(name, cancellationToken);
        return container is not null
            && OwnResources.IsOurContainer(name, container.Labels)
            && container.Labels.GetValueOrDefault(Labels.Run) == order.RunId
            && container.Labels.GetValueOrDefault(Labels.Installation) == await installation.GetAsync(cancellationToken)
                ? container
                : null;
    }
}
