using Functron.Hosting.Durable.Dispatch.Lanes;
using Functron.Hosting.Durable.Dispatch.Live;
using Functron.Hosting.Durable.History;
using Functron.Hosting.Durable.Replay;
using Functron.Hosting.Durable.Storage;
using Functron.Hosting.Functions;

using Microsoft.Extensions.Logging;

namespace Functron.Hosting.Durable.Dispatch.Activities;

/// <summary>
/// Runs activities, and makes a message of how each one ends. Two kinds give no message: an activity of a terminated instance, and one that
/// the host's stop interrupted, which runs again at the next start.
/// </summary>
/// <param name="stop">Cancels all activities.</param>
internal sealed class ActivityWorker(
    LiveInstances live, ActivityRows rows, IDurableFunctions functions, TimeProvider clock, ILogger log, CancellationToken stop)
{
    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    public async Task RunAsync(ScheduledActivity activity)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (!activity.TryBegin(cancel))
            return;

        var ending = await ExecuteAsync(activity, cancel.Token);
        activity.End();

        // No turn takes this end, so no turn removes the row.
        if (ending is not null && !live.PostEnding(activity, ending))
            await rows.DropAsync(activity.InstanceId, activity.Key, activity.TaskId);
    }

    private async Task<HistoryEvent?> ExecuteAsync(ScheduledActivity activity, CancellationToken cancellation)
    {
        try
        {
            var function = functions.FindActivity(activity.Name) ?? throw new ActivityNotFoundException(activity.Name);
            var call = new ActivityCall(activity.InstanceId, activity.Name, activity.Input, cancellation);
            var result = DurableJson.Write(await function.InvokeAsync(call));
            return new TaskCompleted(Now, activity.TaskId, result);
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            Tell(() => log.ActivityInterrupted(activity.Name, activity.InstanceId));
            return null;
        }
        catch (Exception failure)
        {
            Tell(() => log.ActivityFailed(failure.Printable(), activity.Name, activity.InstanceId));
            return new TaskFailed(Now, activity.TaskId, Failures.Of(failure));
        }
    }

    /// <summary>
    /// A logger may throw, for example when its disk is full. The end of the activity must not be lost with that: its instance would wait
    /// until the next start.
    /// </summary>
    private static void Tell(Action log)
    {
        try
        {
            log();
        }
        catch (Exception)
        {
            // There is nowhere to tell it.
        }
    }
}
