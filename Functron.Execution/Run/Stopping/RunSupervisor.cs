using Microsoft.Extensions.Logging;

namespace Functron.Execution.Run.Stopping;

/// <summary>
/// Stays with a running function until it ends: by itself, at its deadline, or because somebody wants it stopped. It brings the steps
/// together: the intent is on record, then the function is killed, and the kill proves that it ended.
/// </summary>
internal sealed class RunSupervisor(StopIntents intents, HostStopping host, TimeProvider time, ILogger<RunSupervisor> logger)
{
    /// <returns>True when it was killed. Its output may then not come to an end soon.</returns>
    /// <exception cref="OperationCanceledException">The host stops: the function was left running.</exception>
    public async Task<bool> UntilEndedAsync(RunAttempt attempt, WatchedRun run, CancellationToken cancellationToken)
    {
        using var watch = new CancellationTokenSource();
        var ended = run.Ended(watch.Token);
        var deadline = run.Overdue(watch.Token);
        var intent = intents.WaitAsync(attempt.Order, watch.Token);
        var failure = run.Broken(watch.Token);
        var cancelled = Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
        try
        {
            var first = await Task.WhenAny(ended, cancelled, intent, deadline, failure);
            if (first == ended || first == failure || first.IsFaulted)
            {
                await first;
                return false;
            }

            if (first == cancelled && host.IsStopping)
            {
                ExecutionLog.LeftRunning(logger, attempt.ContainerName, attempt.Order.InstanceId);
                throw new OperationCanceledException(cancellationToken);
            }

            // The intent is on record before anything is killed: the result takes its reason from there.
            var reason = first == intent
                ? await intent
                : await intents.TryRecordAsync(
                    attempt.Order, first == deadline ? StopReason.Timeout : StopReason.Cancel, CancellationToken.None);
            ExecutionLog.Killing(logger, attempt.ContainerName, attempt.Order.InstanceId, reason);
            await KillAsync(attempt, run);
            return true;
        }
        finally
        {
            await watch.CancelAsync();
            await Task.WhenAll(ended, deadline, intent, failure).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>
    /// A container that resists every kill is no reason to let the caller wait, nor to keep the output back: clean-up and sweep go on with
    /// it.
    /// </summary>
    private async Task KillAsync(RunAttempt attempt, WatchedRun run)
    {
        try
        {
            await run.Kill();
        }
        catch (ContainerNotStoppedException e)
        {
            ExecutionLog.NotStopped(logger, attempt.ContainerName, attempt.Order.InstanceId, e.Message);
        }
    }
}
