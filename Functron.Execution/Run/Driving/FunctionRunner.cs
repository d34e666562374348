using Functron.Execution.Build;
using Functron.Execution.Engine;
using Functron.Execution.Requests;
using Functron.Execution.Results;
using Functron.Execution.Run.ByLauncher;
using Functron.Execution.Run.Stopping;

namespace Functron.Execution.Run.Driving;

/// <summary>
/// Runs a function in a container of its own and writes the result. A run may be repeated: first it looks for what an earlier execution
/// left, whichever way that ran the function.
/// </summary>
internal sealed class FunctionRunner(
    EngineArrival arrival,
    RunAttempts attempts,
    ResultStore results,
    ImageBuilder builder,
    RunsHere here,
    RunSlots slots,
    StopIntents intents,
    EarlyStop earlyStop,
    StopPatience patience,
    RunStarter starter,
    TimeProvider time)
{
    /// <param name="cancellationToken">
    /// Cancelled by a termination, it stops the function. Cancelled by the host's stop, it leaves the function running.
    /// </param>
    /// <param name="slotTaken">Called when it has its slot, with whether it had to wait for it.</param>
    /// <exception cref="InvalidInvocationException">The order was not made for an accepted invocation.</exception>
    /// <exception cref="EngineUnreachableException">The engine does not answer.</exception>
    /// <exception cref="EngineTimeoutException">The engine was not through with the creation or the start in time.</exception>
    /// <exception cref="EngineRefusedException">The engine failed in a way that is not the function's doing.</exception>
    /// <exception cref="LauncherException">The launcher did not do its work.</exception>
    /// <exception cref="OperationCanceledException">The host stops. The run is to be repeated after its next start.</exception>
    public async Task<RunOutcome> RunAsync(
        RunOrder order, string imageId, CancellationToken cancellationToken, Action<bool>? slotTaken = null)
    {
        using var run = await here.TakeUpAsync(order, cancellationToken);
        var outcome = await RunPatientlyAsync(run, order, imageId, slotTaken, cancellationToken);
        here.Ends(order);
        return outcome;
    }

    private async Task<RunOutcome> RunPatientlyAsync(
        RunHere run, RunOrder order, string imageId, Action<bool>? slotTaken, CancellationToken cancellationToken)
    {
        using var slot = new HeldSlot();
        var running = RunAsync(run, order, imageId, slot, slotTaken, cancellationToken);
        try
        {
            if (await patience.WaitAsync(order, running, cancellationToken))
                return await running;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Terminated while it looked for what an earlier execution had left. A host that stops is found out below.
        }

        var invocation = await attempts.InvocationOfAsync(order, CancellationToken.None);
        var attempt = await attempts.LoadAsync(order, invocation, imageId, CancellationToken.None);
        return await StoppedEarlyAsync(attempt, cancellationToken);
    }

    private async Task<RunOutcome> RunAsync(
        RunHere run, RunOrder order, string imageId, HeldSlot slot, Action<bool>? slotTaken, CancellationToken cancellationToken)
    {
        var takenUp = time.GetTimestamp();
        var invocation = await attempts.InvocationOfAsync(order, cancellationToken);
        if (await results.ReadAsync(order, cancellationToken) is { } known)
            return Outcome(known);

        await arrival.WaitAsync(invocation.AcceptedAt, cancellationToken);
        var attempt = await attempts.LoadAsync(order, invocation, imageId, cancellationToken) with { TakenUp = takenUp };
        var resumption = await starter.ResumeAsync(attempt, cancellationToken);
        if (resumption.Left is not { } left)
            return await StartAsync(run, resumption.Next, slot, slotTaken, cancellationToken);

        // It ran before this host did. It takes a slot if there is one, but it must not wait for one: its deadline does not wait.
        using (slots.TryTake())
        await using (left)
            return await WriteAsync(order, await left.FollowAsync(0, cancellationToken));
    }

    private async Task<RunOutcome> StartAsync(
        RunHere run, RunAttempt attempt, HeldSlot slot, Action<bool>? slotTaken, CancellationToken cancellationToken)
    {
        double waited;
        IStartedRun started;
        await using (var stop = intents.Watch(attempt.Order, cancellationToken))
        {
            try
            {
                var taking = slots.TakeAsync(attempt.Invocation.AcceptedAt, !arrival.IsNew(attempt.Invocation.AcceptedAt), stop.Token);
                var waits = !taking.IsCompleted;
                run.IsQueued = waits;
                var taken = slot.Take(await taking);
                run.IsQueued = false;
                if (!taken)
                    return new RunOutcome(Busy: true, null, false, false);

                here.Begins(attempt.Order);
                slotTaken?.Invoke(waits);
                if (waits && await intents.ReadAsync(attempt.Order, stop.Token) is not null)
                    return await StoppedEarlyAsync(attempt, cancellationToken);

                if (await builder.EnsureAsync(attempt.Order, attempt.ImageId, stop.Token) is not { } image)
                    return await OutcomeOfBuildAsync(attempt.Order, cancellationToken);
                attempt = attempt with { ImageId = image };
                waited = MillisecondsSinceBuild(attempt);
                started = await starter.StartAsync(attempt, stop.Token);
            }
            catch (LauncherException) when (!stop.Token.IsCancellationRequested)
            {
                // The launcher was killed before its release, perhaps by whoever wants the run stopped.
                if (await intents.ReadAsync(attempt.Order, cancellationToken) is null)
                    throw;
                return await StoppedEarlyAsync(attempt, cancellationToken);
            }
            catch (Exception e) when (e is OperationCanceledException or LauncherException or EngineTimeoutException
                && stop.Token.IsCancellationRequested)
            {
                return await StoppedEarlyAsync(attempt, cancellationToken);
            }
            catch (EngineTimeoutException)
            {
                patience.Hangs(attempt.Order);
                throw;
            }
        }

        await using (started)
        {
            var outcome = await WriteAsync(attempt.Order, await started.FollowAsync(waited, cancellationToken));

            // The caller has its answer. What the engine still has to do for this run needs no slot.
            slot.Dispose();
            return outcome;
        }
    }

    private async Task<RunOutcome> StoppedEarlyAsync(RunAttempt attempt, CancellationToken cancellationToken) =>
        Outcome(await earlyStop.EndAsync(attempt, cancellationToken));

    private async Task<RunOutcome> OutcomeOfBuildAsync(RunOrder order, CancellationToken cancellationToken) =>
        await results.ReadAsync(order, cancellationToken) is { } result
            ? Outcome(result)
            : throw new InvalidOperationException("A build failed and left no result.");

    /// <summary>How long it waited for a slot, with the tries that found none in time.</summary>
    private double MillisecondsSinceBuild(RunAttempt attempt)
    {
        var sinceAccepted = (time.GetUtcNow() - attempt.Invocation.AcceptedAt).TotalMilliseconds;
        return attempt.Build is { } build ? Math.Max(0, sinceAccepted - build.QueueMilliseconds - build.BuildMilliseconds) : sinceAccepted;
    }

    private static RunOutcome Outcome(InvocationResult result) =>
        new(Busy: false, result.ExitCode, result.Ending == Ending.TimedOut, result.Ending == Ending.Cancelled);

    private async Task<RunOutcome> WriteAsync(RunOrder order, InvocationResult result)
    {
        if (!await results.TryWriteAsync(result, CancellationToken.None)
            && await results.ReadAsync(order, CancellationToken.None) is { } standing)
            return Outcome(standing);
        return Outcome(result);
    }
}
