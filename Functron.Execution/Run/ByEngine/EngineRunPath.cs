using Functron.Execution.Engine;
using Functron.Execution.Payloads;
using Functron.Execution.Results;
using Functron.Execution.Run.Stopping;
using Microsoft.Extensions.Logging;

namespace Functron.Execution.Run.ByEngine;

/// <summary>
/// Runs functions through the engine's streams. The engine remembers what started, so a repeated run asks it first; a function
/// is started a second time only when it had got but a part of its input.
/// </summary>
public sealed class EngineRunPath(
    IContainerEngine engine,
    IPayloadStore store,
    RunContainers containers,
    RunMarks marks,
    RunSlots slots,
    StopIntents intents,
    ContainerStarter starter,
    EngineFollower follower,
    ContainerKiller killer,
    TimeProvider time,
    ILogger<EngineRunPath> logger) : IRunPath
{
    async Task<IStartedRun> IRunPath.StartAsync(RunAttempt attempt, CancellationToken stop)
    {
        var creating = time.GetTimestamp();
        try
        {
            return new StartedRun(attempt, await starter.StartAsync(attempt, stop), follower);
        }
        catch (RefusedCreationException e)
        {
            return new RefusedRun(attempt, e.Refusal, time.GetElapsedTime(creating).TotalMilliseconds, store, time);
        }
    }

    async Task<Resumption> IRunPath.ResumeAsync(RunAttempt attempt, CancellationToken cancellationToken)
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
                await killer.KillAsync(container.Id);
                await marks.BeginAttemptAsync(attempt.Order, attempt.Number + 1, cancellationToken);
                await engine.RemoveContainerAsync(container.Id, cancellationToken);
                return new Resumption(null, attempt with { Number = attempt.Number + 1 });
            default:
                // It ran before this host did; a slot is taken if there is one, but it must not wait: its deadline does not.
                using (slots.TryTake())
                    return new Resumption(await follower.ResumeAsync(attempt, container, stdinIncomplete, new RunTimes(0), cancellationToken), attempt);
        }
    }

    private static void RequireOurs(RunAttempt attempt, ContainerSnapshot container)
    {
        if (!OwnResources.IsOurContainer(attempt.ContainerName, container.Labels) || container.Labels.GetValueOrDefault(Labels.Run) != attempt.Order.RunId)
            throw new InvalidOperationException($"A container named {attempt.ContainerName} exists that does not belong to this run.");
    }

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
}
