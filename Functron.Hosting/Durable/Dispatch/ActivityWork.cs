using Functron.Hosting.Durable.History;
using Functron.Hosting.Durable.Replay;
using Functron.Hosting.Functions;

namespace Functron.Hosting.Durable.Dispatch;

/// <summary>
/// An execution of an activity. How it ends becomes a message to its instance, unless the end is somebody else's doing: a terminated
/// instance takes no messages, and what a stop of the host interrupted has not ended but runs again.
/// </summary>
internal sealed class ActivityWork(Dispatcher dispatcher, LiveInstance instance, int taskId, string name, string? input) : Work
{
    private readonly Lock _gate = new();
    private CancellationTokenSource? _running;
    private bool _dropped;

    public int TaskId => taskId;

    public override async Task RunAsync()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(dispatcher.StopRequested);
        lock (_gate)
        {
            if (_dropped)
                return;
            _running = cancel;
        }

        var ending = await ExecuteAsync(cancel.Token);
        lock (_gate)
            _running = null;
        if (ending is not null && !dispatcher.PostEnding(instance, this, ending))
            await ForgetAsync();
    }

    /// <summary>Its instance was terminated: not begun, it never begins; begun, its token is cancelled.</summary>
    public void Drop()
    {
        lock (_gate)
        {
            _dropped = true;

            // Not on this thread: what is registered on the token is the activity's code.
            _ = _running?.CancelAsync();
        }
    }

    /// <summary>Nobody takes the ending, so no turn removes what would run the activity again.</summary>
    private async Task ForgetAsync()
    {
        try
        {
            await dispatcher.Persistence.RunAsync(instance.Id, async () =>
            {
                await dispatcher.Store.DropActivityAsync(instance.Key, taskId);
                return true;
            });
        }
        catch (EngineStoppedException)
        {
            // It is run and forgotten at the next start.
        }
    }

    private async Task<HistoryEvent?> ExecuteAsync(CancellationToken cancellation)
    {
        try
        {
            var function = dispatcher.Functions.FindActivity(name) ?? throw new ActivityNotFoundException(name);
            var result = await function.InvokeAsync(new ActivityCall(instance.Id, name, input, cancellation));
            return new TaskCompleted(dispatcher.Now, taskId, DurableJson.Write(result));
        }
        catch (Exception) when (dispatcher.StopRequested.IsCancellationRequested)
        {
            dispatcher.Log.ActivityInterrupted(name, instance.Id);
            return null;
        }
        catch (Exception failure)
        {
            dispatcher.Log.ActivityFailed(failure.Printable(), name, instance.Id);
            return new TaskFailed(dispatcher.Now, taskId, Failures.Of(failure));
        }
    }
}
