using Functron.Hosting.Durable.Dispatch.Lanes;
using Functron.Hosting.Durable.Dispatch.Live;
using Functron.Hosting.Durable.Dispatch.Timers;

using Microsoft.Extensions.Logging;

namespace Functron.Hosting.Durable.Dispatch;

/// <summary>
/// The engine's stop: it is asked for, and later it is over. Its two tokens last as long as the engine and are never disposed.
/// </summary>
internal sealed class Shutdown(Lane<LiveExecution> turns, ActivityLanes activities, TimerQueue timers, TimeProvider clock, ILogger log)
{
    private readonly CancellationTokenSource _requested = new();
    private readonly CancellationTokenSource _over = new();

    /// <summary>Cancelled when the stop is asked for: activities are to end.</summary>
    public CancellationToken Requested => _requested.Token;

    /// <summary>Cancelled when the stop is over: nothing is tried again.</summary>
    public CancellationToken Over => _over.Token;

    /// <summary>Cancels the activities. Waits, at most for the grace period, until they have ended and their results are stored.</summary>
    /// <param name="hurry">Ends the grace period.</param>
    public async Task RunAsync(TimeSpan grace, CancellationToken hurry)
    {
        timers.Dispose();
        var ended = activities.StopAsync();
        try
        {
            await DrainAsync(_requested.CancelAsync(), ended).WaitAsync(grace, clock, hurry);
        }
        catch (Exception late) when (late is TimeoutException or OperationCanceledException)
        {
            log.StopOutOfTime(grace.TotalSeconds);
        }

        Halt();
    }

    /// <summary>Begins nothing more.</summary>
    public void Halt()
    {
        timers.Dispose();
        _ = activities.StopAsync();
        turns.Stop();
        _over.Cancel();
    }

    private async Task DrainAsync(Task cancelled, Task activitiesEnded)
    {
        try
        {
            await cancelled;
        }
        catch (AggregateException failure)
        {
            log.CancellationFailed(failure);
        }

        await activitiesEnded;
        await turns.WhenIdle();
    }
}
