using Microsoft.Extensions.Logging;

namespace Functron.Hosting.Durable.Dispatch;

/// <summary>The engine's stop: asked for, then over. Its two tokens last as long as the engine, so they are never disposed of.</summary>
internal sealed class Shutdown(Lanes lanes, TimerQueue timers, TimeProvider clock, ILogger log)
{
    private readonly CancellationTokenSource _requested = new();
    private readonly CancellationTokenSource _over = new();

    /// <summary>Activities are to end.</summary>
    public CancellationToken Requested => _requested.Token;

    /// <summary>Nothing is tried any more.</summary>
    public CancellationToken Over => _over.Token;

    /// <summary>Cancels activities and waits, for the grace period at most, until they have ended and what they gave is stored.</summary>
    /// <param name="hurry">Ends the grace period.</param>
    public async Task RunAsync(TimeSpan grace, CancellationToken hurry)
    {
        timers.Dispose();
        var activities = lanes.StopActivities();
        try
        {
            await DrainAsync(_requested.CancelAsync(), activities).WaitAsync(grace, clock, hurry);
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
        _ = lanes.StopActivities();
        lanes.Turns.Stop();
        _over.Cancel();
    }

    private async Task DrainAsync(Task cancelled, Task activities)
    {
        try
        {
            await cancelled;
        }
        catch (AggregateException failure)
        {
            log.CancellationFailed(failure);
        }

        await activities;
        await lanes.Turns.WhenIdle();
    }
}
