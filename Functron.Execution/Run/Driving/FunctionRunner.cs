using Functron.Execution.Build;
using Functron.Execution.Engine;
using Functron.Execution.Requests;
using Functron.Execution.Results;
using Functron.Execution.Run.ByEngine;
using Functron.Execution.Run.ByLauncher;
using Functron.Execution.Run.Stopping;

namespace Functron.Execution.Run.Driving;

/// <summary>
/// Runs a function in a container of its own and writes the result. Repeating a run is safe: what an earlier execution left
/// is looked at first, whichever way it ran the function.
/// </summary>
public sealed class FunctionRunner(
    EngineArrival arrival,
    InvocationStore invocations,
    ResultStore results,
    BuildRecords builds,
    ImageBuilder builder,
    RunMarks marks,
    RunsHere here,
    RunSlots slots,
    StopIntents intents,
    EarlyStop earlyStop,
    StopPatience patience,
    HungRuns hung,
    RunStarter starter,
    LauncherRunPath launcherPath,
    EngineRunPath enginePath,
    TimeProvider time)
{
    /// <param name="cancellationToken">Cancelled by a termination, it stops the function; by the host's stop, it leaves it running.</param>
    /// <param name="slotTaken">Told when it has its slot, and whether it had to wait for it.</param>
    /// <exception cref="InvalidInvocationException">The order was not made for an accepted invocation.</exception>
    /// <exception cref="EngineUnreachableException">The engine does not answer.</exception>
    /// <exception cref="EngineTimeoutException">The engine was not through with the creation or the start in time.</exception>
    /// <exception cref="EngineRefusedException">The engine failed in a way that is not the function's doing.</exception>
    /// <exception cref="LauncherException">The launcher did not do its work.</exception>
    /// <exception cref="OperationCanceledException">The host stops; the run is to be repeated after its next start.</exception>
    public async Task<RunOutcome> RunAsync(RunOrder order, string imageId, CancellationToken cancellationToken, Action<bool>? slotTaken = null)
    {
        using var run = await here.TakeUpAsync(order, cancellationToken);
        var outcome = await RunPatientlyAsync(run, order, imageId, slotTaken, cancellationToken);
        here.Ends(order);
        return outcome;
    }

    private async Task<RunOutcome> RunPatientlyAsync(RunHere run, RunOrder order, string imageId, Action<bool>? slotTaken, CancellationToken cancellationToken)
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
            // Terminated while it looked for what an earlier execution had left. A host that stops is told below.
        }

        var invocation = await invocations.LoadForAsync(order, CancellationToken.None);
        var attempt = new RunAttempt(order, invocation, imageId, await builds.ReadAsync(order, CancellationToken.None), await marks.AttemptAsync(order, CancellationToken.None));
        return await StoppedEarlyAsync(attempt, cancellationToken);
    }

    private async Task<RunOutcome> RunAsync(
        RunHere run, RunOrder order, string imageId, HeldSlot slot, Action<bool>? slotTaken, CancellationToken cancellationToken)
    {
        var takenUp = time.GetTimestamp();
        var invocation = await invocations.LoadForAsync(order, cancellationToken);
        if (await results.ReadAsync(order, cancellationToken) is { } known)
            return Outcome(known);

        await arrival.WaitAsync(invocation, cancellationToken);
        var build = await builds.ReadAsync(order, cancellationToken);
        var attempt = new RunAttempt(order, invocation, imageId, build, await marks.AttemptAsync(order, cancellationToken)) { TakenUp = takenUp };
        foreach (var path in new IRunPath[] { launcherPath, enginePath })
        {
            var left = await path.ResumeAsync(attempt, cancellationToken);
            if (left.Result is { } resumed)
                return await WriteAsync(order, resumed);
            attempt = left.Next;
        }

        return await StartAsync(run, attempt, slot, slotTaken, cancellationToken);
    }

    private async Task<RunOutcome> StartAsync(RunHere run, RunAttempt attempt, HeldSlot slot, Action<bool>? slotTaken, CancellationToken cancellationToken)
    {
        double waited;
        IStartedRun started;
        await using (var stop = new StopWatch(attempt.Order, intents, cancellationToken))
        {
            try
            {
                var taking = slots.TakeAsync(attempt.Invocation.AcceptedAt, !arrival.IsNew(attempt.Invocation), stop.Token);
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
                    return Outcome(await results.ReadAsync(attempt.Order, cancellationToken) ?? throw new InvalidOperationException("A build failed and left no result."));
                attempt = attempt with { ImageId = image };
                waited = MillisecondsSinceBuild(attempt);
                started = await starter.StartAsync(attempt, stop.Token);
            }
            catch (LauncherException) when (!stop.Token.IsCancellationRequested)
            {
                // A launcher that was killed before its release: perhaps by whoever wants the run stopped.
                if (await intents.ReadAsync(attempt.Order, cancellationToken) is null)
                    throw;
                return await StoppedEarlyAsync(attempt, cancellationToken);
            }
            catch (Exception e) when (e is OperationCanceledException or LauncherException or EngineTimeoutException && stop.Token.IsCancellationRequested)
            {
                return await StoppedEarlyAsync(attempt, cancellationToken);
            }
            catch (EngineTimeoutException)
            {
                hung.Add(attempt.Order);
                throw;
            }
        }

        await using (started)
        {
            var outcome = await WriteAsync(attempt.Order, await started.FollowAsync(waited, cancellationToken));

            // The caller has its answer; what the engine still has to say of this run needs no slot.
            slot.Dispose();
            return outcome;
        }
    }

    private async Task<RunOutcome> StoppedEarlyAsync(RunAttempt attempt, CancellationToken cancellationToken) =>
        Outcome(await earlyStop.EndAsync(attempt.Order, attempt.Invocation, attempt.Build, attempt.Number, cancellationToken));

    /// <summary>The wait for a slot, also over tries that found none in time.</summary>
    private double MillisecondsSinceBuild(RunAttempt attempt)
    {
        var sinceAccepted = (time.GetUtcNow() - attempt.Invocation.AcceptedAt).TotalMilliseconds;
        return attempt.Build is { } build ? Math.Max(0, sinceAccepted - build.QueueMilliseconds - build.BuildMilliseconds) : sinceAccepted;
    }

    private static RunOutcome Outcome(InvocationResult result) =>
        new(Busy: false, result.ExitCode, result.Ending == Ending.TimedOut, result.Ending == Ending.Cancelled);

    private async Task<RunOutcome> WriteAsync(RunOrder order, InvocationResult result)
    {
        if (!await results.TryWriteAsync(result, CancellationToken.None) && await results.ReadAsync(order, CancellationToken.None) is { } standing)
            return Outcome(standing);
        return Outcome(result);
    }

    /// <summary>The slot of a run that can be given back at any time, also before it is taken.</summary>
    private sealed class HeldSlot : IDisposable
    {
        private readonly Lock _lock = new();
        private IDisposable? _slot;
        private bool _ended;

        /// <returns>False when there is none.</returns>
        public bool Take(IDisposable? slot)
        {
            lock (_lock)
            {
                if (!_ended)
                    _slot = slot;
                else
                    slot?.Dispose();
            }

            return slot is not null;
        }

        public void Dispose()
        {
            lock (_lock)
            {
                _ended = true;
                _slot?.Dispose();
                _slot = null;
            }
        }
    }
}
