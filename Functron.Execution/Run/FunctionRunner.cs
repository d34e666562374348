using Functron.Execution.Build;
using Functron.Execution.Engine;
using Functron.Execution.Launcher;
using Functron.Execution.Requests;
using Functron.Execution.Results;

namespace Functron.Execution.Run;

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
    RunSlots slots,
    StopIntents intents,
    EarlyStop earlyStop,
    RunPaths paths,
    LauncherRunPath launcherPath,
    EngineRunPath enginePath,
    TimeProvider time)
{
    private readonly KeyedLocks _runs = new();

    /// <param name="cancellationToken">Cancelled by a termination, it stops the function; by the host's stop, it leaves it running.</param>
    /// <exception cref="InvalidInvocationException">The order was not made for an accepted invocation.</exception>
    /// <exception cref="EngineUnreachableException">The engine does not answer.</exception>
    /// <exception cref="EngineRefusedException">The engine failed in a way that is not the function's doing.</exception>
    /// <exception cref="LauncherException">The launcher did not do its work.</exception>
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
        foreach (var path in new IRunPath[] { launcherPath, enginePath })
        {
            var left = await path.ResumeAsync(attempt, cancellationToken);
            if (left.Result is { } resumed)
                return await WriteAsync(order, resumed);
            attempt = left.Next;
        }

        return await StartAsync(attempt, cancellationToken);
    }

    private async Task<RunOutcome> StartAsync(RunAttempt attempt, CancellationToken cancellationToken)
    {
        IDisposable? slot = null;
        try
        {
            double waited;
            IStartedRun started;
            await using (var stop = new StopWatch(attempt.Order, intents, cancellationToken))
            {
                try
                {
                    slot = await slots.TakeAsync(stop.Token);
                    if (slot is null)
                        return new RunOutcome(Busy: true, null, false, false);

                    if (await builder.EnsureAsync(attempt.Order, attempt.ImageId, stop.Token) is not { } image)
                        return Outcome(await results.ReadAsync(attempt.Order, cancellationToken) ?? throw new InvalidOperationException("A build failed and left no result."));
                    attempt = attempt with { ImageId = image };
                    waited = MillisecondsSinceBuild(attempt);
                    IRunPath path = (await paths.ChooseAsync(stop.Token)).Path == RunPath.Launcher ? launcherPath : enginePath;
                    started = await path.StartAsync(attempt, stop.Token);
                }
                catch (LauncherException) when (!stop.Token.IsCancellationRequested)
                {
                    // A launcher that was killed before its release: perhaps by whoever wants the run stopped.
                    if (await intents.ReadAsync(attempt.Order, cancellationToken) is null)
                        throw;
                    return await StoppedEarlyAsync(attempt, cancellationToken);
                }
                catch (Exception e) when (e is OperationCanceledException or LauncherException && stop.Token.IsCancellationRequested)
                {
                    return await StoppedEarlyAsync(attempt, cancellationToken);
                }
            }

            await using (started)
                return await WriteAsync(attempt.Order, await started.FollowAsync(waited, cancellationToken));
        }
        finally
        {
            slot?.Dispose();
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
}
