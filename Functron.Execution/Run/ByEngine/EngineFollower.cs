using Functron.Execution.Engine;
using Functron.Execution.Payloads;
using Functron.Execution.Results;
using Functron.Execution.Run.Stopping;
using Microsoft.Extensions.Logging;

namespace Functron.Execution.Run.ByEngine;

/// <summary>Follows a started container to its end and makes the result of it.</summary>
internal sealed class EngineFollower(
    IContainerEngine engine,
    IPayloadStore store,
    RunSupervisor supervisor,
    StdinDelivery stdin,
    StopIntents intents,
    FunctionKiller killer,
    StopPatience patience,
    ExecutionOptions options,
    TimeProvider time,
    ILogger<EngineFollower> logger)
{
    /// <summary>The exit code that SIGKILL gives.</summary>
    private const int KilledExitCode = 137;

    /// <summary>For the output of a function that ended by itself: the engine has all of it already.</summary>
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(30);

    /// <summary>For the output of a function that was killed: the answer must come at once.</summary>
    private static readonly TimeSpan KilledDrainLimit = TimeSpan.FromSeconds(1);

    private readonly ContainerEnds _ends = new(engine, intents, options, time);

    /// <summary>Follows a container that was started here.</summary>
    public async Task<InvocationResult> FollowAsync(
        RunAttempt attempt, StartedContainer started, RunTimes times, CancellationToken cancellationToken)
    {
        if (started.Refusal is { } refusal)
        {
            started.Dispose();
            ExecutionLog.Ended(logger, attempt.ContainerName, attempt.Order.InstanceId, Ending.StartRefused, refusal.ExitCode);
            return await RunResult.RefusedAsync(attempt, refusal, times, store, time);
        }

        using var inputs = new CancellationTokenSource();
        var delivery = started.Input is { } input ? stdin.DeliverAsync(attempt, input, inputs.Token) : Task.CompletedTask;
        try
        {
            var remaining = attempt.Timeout - time.GetElapsedTime(started.StartedTimestamp);
            return await FollowAsync(attempt, started, remaining, times, delivery, cancellationToken);
        }
        finally
        {
            await inputs.CancelAsync();
            started.Dispose();
            await delivery.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>
    /// Stays with a container that an earlier execution of this run started, and reads its log when it has ended. It does not follow the
    /// log, for a log that is followed can end before its last lines came (seen with 20.10).
    /// </summary>
    public async Task<InvocationResult> ResumeAsync(
        RunAttempt attempt, ContainerSnapshot container, bool stdinIncomplete, RunTimes times, CancellationToken cancellationToken)
    {
        var unwatched = container.Phase != ContainerPhase.Running;
        if (!unwatched)
        {
            var remaining = await EngineClock.RemainingAsync(engine, container, attempt.Timeout, cancellationToken);
            await supervisor.UntilEndedAsync(attempt, Watched(attempt, container.Id, remaining, WatchedRun.Never(time)), cancellationToken);
            container = await InspectAsync(attempt, container.Id);
        }

        container = await _ends.WithMemoryVerdictAsync(attempt, container);
        if (unwatched && await _ends.MayBeOthersDoingAsync(attempt, container))
            throw new ContainerStoppedException(attempt.ContainerName, container.ExitCode);

        await using var output = new OutputCapture(store, attempt, options.MaxOutputBytes);
        using (var log = await engine.ReadLogAsync(container.Id, cancellationToken))
            await output.PumpAsync(log, cancellationToken);
        if (LogBudget.MayHaveLostHead(output.Chunks, output.Bytes, LogBudget.FileBytes(options.MaxOutputBytes)))
            output.MarkTruncated();
        return await ConcludeAsync(attempt, container, output, times, stdinIncomplete);
    }

    private WatchedRun Watched(RunAttempt attempt, string container, TimeSpan remaining, Func<CancellationToken, Task> broken) => new(
        stop => engine.WaitAsync(container, stop),
        WatchedRun.After(remaining, time),
        broken,
        () => killer.KillAsync(attempt.Order, container));

    private async Task<ContainerSnapshot> InspectAsync(RunAttempt attempt, string container) =>
        await engine.InspectAsync(container, CancellationToken.None)
            ?? throw new InvalidOperationException($"Container {attempt.ContainerName} was removed while it ran.");

    private async Task<InvocationResult> FollowAsync(
        RunAttempt attempt,
        StartedContainer started,
        TimeSpan remaining,
        RunTimes times,
        Task delivery,
        CancellationToken cancellationToken)
    {
        await using var output = new OutputCapture(store, attempt, options.MaxOutputBytes);
        using var pumping = new CancellationTokenSource();
        var pump = output.PumpAsync(started.Output, pumping.Token);
        try
        {
            var run = Watched(attempt, started.Id, remaining, stop => FailureOfAsync(pump, delivery, stop));
            var killed = await supervisor.UntilEndedAsync(attempt, run, cancellationToken);
            await DrainAsync(pump, pumping, output, killed ? KilledDrainLimit : DrainLimit, markTruncated: !killed);
        }
        finally
        {
            await pumping.CancelAsync();
            await pump.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        var ended = await _ends.WithMemoryVerdictAsync(attempt, await InspectAsync(attempt, started.Id));
        return await ConcludeAsync(attempt, ended, output, times, stdinIncomplete: false);
    }

    /// <summary>Ends only by failing, when the output cannot be kept or the input cannot be read.</summary>
    private static async Task FailureOfAsync(Task pump, Task delivery, CancellationToken stop)
    {
        // The end of the output is not the end of the function: it may have closed its output and go on.
        await foreach (var ended in Task.WhenEach(pump, delivery).WithCancellation(stop))
            await ended;
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
    }

    private async Task DrainAsync(Task pump, CancellationTokenSource pumping, OutputCapture output, TimeSpan limit, bool markTruncated)
    {
        try
        {
            await pump.WaitAsync(limit, time);
        }
        catch (TimeoutException)
        {
            await pumping.CancelAsync();
            if (markTruncated)
                output.MarkTruncated();
        }
    }

    private async Task<InvocationResult> ConcludeAsync(
        RunAttempt attempt, ContainerSnapshot ended, OutputCapture output, RunTimes times, bool stdinIncomplete)
    {
        patience.Concludes(attempt.Order);

        // It resisted every kill.
        if (ended.Phase == ContainerPhase.Running)
            ended = ended with { ExitCode = KilledExitCode };

        // A function that ended by itself just before the kill was not stopped, whoever wanted that.
        // But one that had only a part of its input must not pass for one that had all of it.
        var intent = await intents.ReadAsync(attempt.Order, CancellationToken.None);
        var stopped = intent is not null && (ended.ExitCode == KilledExitCode || stdinIncomplete);
        var ending = !stopped ? Ending.Exited : intent == StopReason.Timeout ? Ending.TimedOut : Ending.Cancelled;
        ExecutionLog.Ended(logger, attempt.ContainerName, attempt.Order.InstanceId, ending, ended.ExitCode);

        var (stdout, stderr) = await output.CommitAsync();
        return RunResult.Of(
            attempt, ending, ended.ExitCode, stdout, stderr, times with { Run = EngineClock.RunMilliseconds(ended) }, time) with
        {
            OutputTruncated = output.Truncated,
            OutOfMemory = ended.OutOfMemory,
        };
    }
}
