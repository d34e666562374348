using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Functron.Execution.Run.Stopping;

/// <summary>
/// Waits for the work of a run, but not for ever once the run is stopped: work that hangs in a call to the engine is then left alone,
/// so that a cancel and a termination end the invocation in time.
/// </summary>
public sealed class StopPatience(StopIntents intents, HostStopping host, HungRuns hung, TimeProvider time, ILogger<StopPatience> logger)
{
    /// <summary>From the stop on. A function is killed, and its result written, within 0.3 s on an idle machine.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    // The runs that are waited for, and whether each concludes. Work that was left alone is not among them any more.
    private readonly ConcurrentDictionary<string, bool> _concluding = new();

    /// <summary>The function of a run has ended, and its output is being kept: from now on nothing hangs in the engine.</summary>
    internal void Concludes(RunOrder order) => _concluding.TryUpdate(order.RunId, true, false);

    /// <param name="work">Whose tokens see the stop, too.</param>
    /// <returns>False when the work was left alone: then its result is to be written in its place. Else it has ended, or will soon.</returns>
    internal async Task<bool> WaitAsync(RunOrder order, Task work, CancellationToken callers)
    {
        using var done = new CancellationTokenSource();

        // A run may wait for a build of its own image, which waits here, too.
        var isOuter = _concluding.TryAdd(order.RunId, false);
        var stopped = StoppedForLongAsync(order, callers, done.Token);
        try
        {
            if (await Task.WhenAny(work, stopped) == work || _concluding.GetValueOrDefault(order.RunId))
                return true;
        }
        finally
        {
            if (isOuter)
                _concluding.TryRemove(order.RunId, out _);
            await done.CancelAsync();
            await stopped.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        hung.Add(order);
        ExecutionLog.LeftAlone(logger, order.ResourceName(), order.InstanceId, Limit.TotalSeconds);
        _ = work.ContinueWith(static ended => _ = ended.Exception, TaskScheduler.Default);
        return false;
    }

    /// <summary>A host that stops leaves what runs to the next one: that is no stop of the run.</summary>
    private async Task StoppedForLongAsync(RunOrder order, CancellationToken callers, CancellationToken done)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(callers, done);
        try
        {
            // A timeout is for whoever keeps the deadline: it has to be proven that the function ended.
            if (await intents.WaitBeforeStartAsync(order, either.Token) != StopReason.Cancel)
                await Task.Delay(Timeout.InfiniteTimeSpan, time, either.Token);
        }
        catch (OperationCanceledException) when (callers.IsCancellationRequested && !done.IsCancellationRequested && !host.IsStopping)
        {
            // Terminated.
        }

        await Task.Delay(Limit, time, done);
    }
}
