using Functron.Execution.Engine;
using Functron.Execution.Results;
using Functron.Execution.Run.Stopping;
using Microsoft.Extensions.Logging;

namespace Functron.Execution.Run.ByEngine;

/// <summary>
/// Runs functions through the engine's streams. The engine remembers what it started, so a repeated run asks the engine first. A function
/// is started a second time only when it had got only a part of its input.
/// </summary>
internal sealed class EngineRunPath(
    IContainerEngine engine,
    RunContainers containers,
    RunMarks marks,
    StopIntents intents,
    ContainerStarter starter,
    RefusedStarts refusals,
    EngineFollower follower,
    FunctionKiller killer,
    TimeProvider time,
    ILogger<EngineRunPath> logger) : IRunPath
{
    public async Task<IStartedRun> StartAsync(RunAttempt attempt, CancellationToken stop)
    {
        var creating = time.GetTimestamp();
        try
        {
            return new StartedRun(attempt, await starter.StartAsync(attempt, stop), follower);
        }
        catch (RefusedStartException e)
        {
            return refusals.RunOf(attempt, e.Refusal, time.GetElapsedTime(creating));
        }
    }

    public async Task<Resumption> ResumeAsync(RunAttempt attempt, CancellationToken cancellationToken)
    {
        if (!await containers.HasAsync(attempt.Order.RunId, attempt.TakenUp, cancellationToken)
            || await engine.InspectAsync(attempt.ContainerName, cancellationToken) is not { } container)
            return new Resumption(null, attempt);

        RequireOurs(attempt, container);
        var stdinIncomplete = attempt.HasStdin && !await marks.IsStdinDeliveredAsync(attempt, cancellationToken);
        var plan = RunPlans.For(container, stdinIncomplete, await intents.ReadAsync(attempt.Order, cancellationToken));
        ExecutionLog.Resumed(logger, attempt.ContainerName, attempt.Order.InstanceId, container.Phase, plan);
        switch (plan)
        {
            case RunPlan.StartOver:
                await engine.RemoveContainerAsync(container.Id, cancellationToken);
                return new Resumption(null, attempt);
            case RunPlan.NewAttempt:
                await killer.KillAsync(attempt.Order, container.Id);
                await marks.BeginAttemptAsync(attempt.Order, attempt.Number + 1, cancellationToken);
                await engine.RemoveContainerAsync(container.Id, cancellationToken);
                return new Resumption(null, attempt with { Number = attempt.Number + 1 });
            default:
                return new Resumption(new FoundRun(attempt, container, stdinIncomplete, follower), attempt);
        }
    }

    public Task<bool> MayHaveBegunAsync(RunOrder order, CancellationToken cancellationToken) =>
        containers.HasAsync(order.RunId, null, cancellationToken);

    /// <summary>Goes by the container of the current attempt, on the engine's clock. A container of the launcher is none of ours.</summary>
    public async Task<FunctionTime?> LookAsync(RunOrder order, CancellationToken cancellationToken)
    {
        var name = order.ContainerName(await marks.AttemptAsync(order, cancellationToken));
        if (await containers.FindAsync(order, name, cancellationToken) is not { StartedAt: not null } container
            || container.Labels.GetValueOrDefault(Labels.Path) == Labels.LauncherPath)
            return null;
        if (container.Phase != ContainerPhase.Running)
            return FunctionTime.Ended;
        var remaining = await EngineClock.RemainingAsync(engine, container, order.Timeout.Duration, cancellationToken);
        return FunctionTime.Running(container.Id, remaining);
    }

    private static void RequireOurs(RunAttempt attempt, ContainerSnapshot container)
    {
        if (!OwnResources.IsOurContainer(attempt.ContainerName, container.Labels)
            || container.Labels.GetValueOrDefault(Labels.Run) != attempt.Order.RunId)
            throw new InvalidOperationException($"A container named {attempt.ContainerName} exists that does not belong to this run.");
    }

    /// <summary>A function that was started here.</summary>
    private sealed class StartedRun(RunAttempt attempt, StartedContainer started, EngineFollower follower) : IStartedRun
    {
        public Task<InvocationResult> FollowAsync(double slotMilliseconds, CancellationToken cancellationToken) =>
            follower.FollowAsync(
                attempt, started, new RunTimes(slotMilliseconds, started.CreateMilliseconds, started.StartMilliseconds), cancellationToken);

        public ValueTask DisposeAsync()
        {
            started.Dispose();
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>A function that an earlier process started.</summary>
    private sealed class FoundRun(
        RunAttempt attempt, ContainerSnapshot container, bool stdinIncomplete, EngineFollower follower) : IStartedRun
    {
        public Task<InvocationResult> FollowAsync(double slotMilliseconds, CancellationToken cancellationToken) =>
            follower.ResumeAsync(attempt, container, stdinIncomplete, new RunTimes(slotMilliseconds), cancellationToken);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
