using Functron.Execution.Build;
using Functron.Execution.Engine;
using Functron.Execution.Requests;
using Functron.Execution.Results;
using Microsoft.Extensions.Logging;

namespace Functron.Execution.Run;

/// <summary>
/// Runs a function in a container of its own and writes the result. Repeating a run is safe: what an earlier execution left
/// is looked at first, and the function is started a second time only when it had got but a part of its input.
/// </summary>
public sealed class FunctionRunner(
    IContainerEngine engine,
    EngineArrival arrival,
    InvocationStore invocations,
    ResultStore results,
    BuildRecords builds,
    RunMarks marks,
    RunSlots slots,
    StopIntents intents,
    EarlyStop earlyStop,
    ContainerStarter starter,
    RunFollower follower,
    ContainerKiller killer,
    TimeProvider time,
    ILogger<FunctionRunner> logger)
{
    private readonly KeyedLocks _runs = new();

    /// <param name="cancellationToken">Cancelled by a termination, it stops the function; by the host's stop, it leaves it running.</param>
    /// <exception cref="InvalidInvocationException">The order was not made for an accepted invocation.</exception>
    /// <exception cref="EngineUnreachableException">The engine does not answer.</exception>
    /// <exception cref="EngineRefusedException">The engine failed in a way that is not the function's doing.</exception>
    /// <exception cref="OperationCanceledException">The host stops; the run is to be repeated after its next start.</exception>
    public async Task<RunOutcome> RunAsync(RunOrder order, string imageId, CancellationToken cancellationToken)
    {
        using var alone = await _runs.HoldAsync(order.RunId, cancellationToken);
        var invocation = await invocations.LoadForAsync(order, cancellationToken);
        if (await results.ReadAsync(order, cancellationToken) is { } known)
            return Outcome(known);

        await arrival.WaitAsync(invocation, cancellationToken);
        var attempt = new RunAttempt(
            order, invocation, imageId, await builds.ReadAsync(order, cancellationToken), await marks.AttemptAsync(order, cancellationToken));
        var left = await ResumeAsync(attempt, cancellationToken);
        if (left.Result is { } resumed)
            return await WriteAsync(order, resumed);

        return await StartAsync(left.Next, cancellationToken);
    }

    private async Task<RunOutcome> StartAsync(RunAttempt attempt, CancellationToken cancellationToken)
    {
        IDisposable? slot = null;
        try
        {
            RunTimes times;
            StartedContainer started;
            await using (var stop = new StopWatch(attempt.Order, intents, cancellationToken))
            {
                try
                {
                    slot = await slots.TakeAsync(stop.Token);
                    if (slot is null)
                        return new RunOutcome(Busy: true, null, false, false);

                    times = new RunTimes(MillisecondsSinceBuild(attempt));
                    started = await starter.StartAsync(attempt, stop.Token);
                }
                catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
                {
                    return Outcome(await earlyStop.EndAsync(attempt.Order, attempt.Invocation, attempt.Build, attempt.Number, cancellationToken));
                }
            }

            times = times with { Create = started.CreateMilliseconds, Start = started.StartMilliseconds };
            return await WriteAsync(attempt.Order, await follower.FollowAsync(attempt, started, times, cancellationToken));
        }
        finally
        {
            slot?.Dispose();
        }
    }

    /// <summary>The wait for a slot, also over tries that found none in time.</summary>
    private double MillisecondsSinceBuild(RunAttempt attempt)
    {
        var sinceAccepted = (time.GetUtcNow() - attempt.Invocation.AcceptedAt).TotalMilliseconds;
        return attempt.Build is { } build ? Math.Max(0, sinceAccepted - build.QueueMilliseconds - build.BuildMilliseconds) : sinceAccepted;
    }

    private static RunOutcome Outcome(InvocationResult result) =>
        new(Busy: false, result.ExitCode, result.Ending == Ending.TimedOut, result.Ending == Ending.Cancelled);

    /// <summary>Goes on with what an earlier execution left; else says which attempt to begin.</summary>
    private async Task<(InvocationResult? Result, RunAttempt Next)> ResumeAsync(RunAttempt attempt, CancellationToken cancellationToken)
    {
        if (await engine.InspectAsync(attempt.ContainerName, cancellationToken) is not { } container)
            return (null, attempt);

        RequireOurs(attempt, container);
        var stdinIncomplete = attempt.HasStdin && !await marks.IsStdinDeliveredAsync(attempt, cancellationToken);
        var plan = RunPlans.For(container, stdinIncomplete, await intents.ReadAsync(attempt.Order, cancellationToken));
        ExecutionLog.Resumed(logger, attempt.ContainerName, container.Phase, plan);
        switch (plan)
        {
            case RunPlan.StartOver:
                await engine.RemoveContainerAsync(container.Id, cancellationToken);
                return (null, attempt);
            case RunPlan.NewAttempt:
                await killer.KillAsync(container.Id);
                await marks.BeginAttemptAsync(attempt.Order, attempt.Number + 1, cancellationToken);
                await engine.RemoveContainerAsync(container.Id, cancellationToken);
                return (null, attempt with { Number = attempt.Number + 1 });
            default:
                // It ran before this host did; a slot is taken if there is one, but it must not wait: its deadline does not.
                using (slots.TryTake())
                    return (await follower.ResumeAsync(attempt, container, stdinIncomplete, new RunTimes(0), cancellationToken), attempt);
        }
    }

    private static void RequireOurs(RunAttempt attempt, ContainerSnapshot container)
    {
        if (container.Labels.GetValueOrDefault(Labels.Run) != attempt.Order.RunId)
            throw new InvalidOperationException($"A container named {attempt.ContainerName} exists that does not belong to this run.");
    }

    private async Task<RunOutcome> WriteAsync(RunOrder order, InvocationResult result)
    {
        if (!await results.TryWriteAsync(result, CancellationToken.None) && await results.ReadAsync(order, CancellationToken.None) is { } standing)
            return Outcome(standing);
        return Outcome(result);
    }
}
