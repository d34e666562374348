using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Functron.Execution.Run.Stopping;

/// <summary>
/// Waits for the work of a run, but only for a while once the run is stopped. Work that hangs in a call to the engine is then left alone,
/// so that a cancel and a termination end the invocation in time.
/// </summary>
internal sealed class StopPatience(StopIntents intents, HostStopping host, TimeProvider time, ILogger<StopPatience> logger)
{
    /// <summary>Counted from the stop. A function is killed, and its result written, within 0.3 s on an idle machine.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    /// <summary>How many hung runs are remembered. To forget one costs its clean-up a wait.</summary>
    private const int Remembered = 1_000;

    // The runs that are waited for, and whether each concludes. Work that was left alone is not among them any more.
    private readonly ConcurrentDictionary<string, bool> _concluding = new();
    private readonly ConcurrentDictionary<string, byte> _hung = new();

    /// <summary>
    /// To be called when the function of a run has ended, and its output is being kept: from now on nothing hangs in the engine.
    /// </summary>
    public void Concludes(RunOrder order) => _concluding.TryUpdate(order.RunId, true, false);

    /// <summary>
    /// Notes that a call to the engine was given up for a run, and may still hang. Its clean-up then is not waited for as long as others
    /// are, for it would hang, too.
    /// </summary>
    public void Hangs(RunOrder order)
    {
        if (_hung.Count >= Remembered)
            _hung.Clear();
        _hung[order.RunId] = 0;
    }

    /// <summary>Whether a run hangs. It is told once, for a run is cleaned up once.</summary>
    public bool TakeHung(RunOrder order) => _hung.TryRemove(order.RunId, out _);

    /// <param name="work">Its own tokens see the stop, too.</param>
    /// <returns>
    /// False when the work was left alone: then its result is to be written in its place. Else it has ended, or will soon.
    /// </returns>
    public async Task<bool> WaitAsync(RunOrder order, Task work, CancellationToken callers)
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

        Hangs(order);
        ExecutionLog.LeftAlone(logger, order.ResourceName(), order.InstanceId, Limit.TotalSeconds);
        _ = work.ContinueWith(static ended => _ = ended.Exception, TaskScheduler.Default);
        return false;
    }

    /// <summary>
    /// Returns when the run has been stopped for the whole limit. A host that stops leaves what runs to the next one, which is no stop.
    /// </summary>
    private async Task StoppedForLongAsync(RunOrder order, CancellationToken callers, CancellationToken done)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(callers, done);
        try
        {
            // A timeout is for whoever keeps the deadline, because it has to be proven that the function ended.
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
