using Functron.Hosting.Durable.History;

using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace Functron.Hosting.Durable.Replay;

/// <summary>The context of one turn: notes what the orchestrator asks for and holds the tasks it was given for it.</summary>
internal sealed class ReplayContext(string instanceId, ExecutionStarted started, OrchestratorThread thread, ILoggerFactory loggers)
    : TaskOrchestrationContext
{
    private readonly Dictionary<int, (TaskScheduled Call, TaskCompletionSource<string?> Done)> _activities = [];
    private readonly Dictionary<int, TaskCompletionSource> _timers = [];
    private readonly ExternalEvents _events = new();
    private int _nextEventId;
    private int _guids;

    public override TaskName Name => started.Name;

    public override string InstanceId => instanceId;

    public override DateTime CurrentUtcDateTime => Now;

    public override bool IsReplaying => Replaying;

    public DateTime Now { get; set; }

    public bool Replaying { get; set; } = true;

    /// <summary>Asked for and not yet matched with history, in order.</summary>
    public Queue<ActionEvent> Asked { get; } = new();

    /// <summary>Cancelled since the replay ended.</summary>
    public List<int> CancelledTimers { get; } = [];

    /// <summary>JSON.</summary>
    public string? CustomStatus { get; private set; }

    /// <summary>False when nothing of this context can ever wake the orchestrator again.</summary>
    public bool HasOpenTasks => _activities.Count > 0 || _timers.Count > 0 || _events.HasWaiters;

    private protected override ILoggerFactory LoggerFactory => loggers;

    public bool IsOpenTimer(int timerId) => _timers.ContainsKey(timerId);

    /// <summary>Hands over what has happened; what nobody asked for, or what came before, changes nothing.</summary>
    public void Deliver(HistoryEvent happened)
    {
        switch (happened)
        {
            case TaskCompleted done when _activities.Remove(done.TaskScheduledId, out var open):
                open.Done.SetResult(done.Result);
                break;
            case TaskFailed failed when _activities.Remove(failed.TaskScheduledId, out var open):
                open.Done.SetException(new TaskFailedException(open.Call.Name, open.Call.EventId, failed.FailureDetails));
                break;
            case TimerFired fired when _timers.Remove(fired.TimerId, out var open):
                open.SetResult();
                break;
            case EventRaised raised:
                _events.Raise(raised.Name, raised.Input);
                break;
        }
    }

    public override T? GetInput<T>()
        where T : default
    {
        thread.ThrowIfForeign();
        return DurableJson.Read<T>(started.Input);
    }

    public override Task CallActivityAsync(TaskName name, object? input = null, TaskOptions? options = null)
    {
        thread.ThrowIfForeign();
        return CallWithRetriesAsync(name, input, options);
    }

    public override async Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        thread.ThrowIfForeign();
        var result = await CallWithRetriesAsync(name, input, options);
        return DurableJson.Read<TResult>(result)!;
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        thread.ThrowIfForeign();
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled(cancellationToken);

        // A time without a kind is taken as UTC, like the context's own clock.
        var utc = fireAt.Kind == DateTimeKind.Local ? fireAt.ToUniversalTime() : DateTime.SpecifyKind(fireAt, DateTimeKind.Utc);
        var timer = new TimerCreated(Now, _nextEventId++, utc);
        var fired = new TaskCompletionSource();
        Asked.Enqueue(timer);
        _timers.Add(timer.EventId, fired);
        cancellationToken.Register(() => CancelTimer(timer.EventId, cancellationToken));
        return fired.Task;
    }

    public override async Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        thread.ThrowIfForeign();
        cancellationToken.ThrowIfCancellationRequested();
        var next = _events.Next(eventName, out var cancel);
        using var registration = cancel is null
            ? default
            : cancellationToken.Register(() =>
            {
                if (!thread.NoteIfForeign())
                    cancel(cancellationToken);
            });
        return DurableJson.Read<T>(await next)!;
    }

    public override void SetCustomStatus(object? customStatus)
    {
        thread.ThrowIfForeign();
        CustomStatus = DurableJson.Write(customStatus);
    }

    public override Guid NewGuid()
    {
        thread.ThrowIfForeign();
        return DeterministicGuid.Make(started.ExecutionId, _guids++);
    }

    private Task<string?> CallWithRetriesAsync(TaskName name, object? input, TaskOptions? options)
    {
        if (string.IsNullOrEmpty(name.Name))
            throw new ArgumentException("An activity has a name.", nameof(name));
        var json = DurableJson.Write(input);
        Task<string?> Call() => CallOnce(name, json, options?.Tags);
        return options?.Retry is { } retry ? ActivityRetries.RunAsync(this, retry, Call) : Call();
    }

    private Task<string?> CallOnce(string name, string? input, IDictionary<string, string>? tags)
    {
        var call = new TaskScheduled(Now, _nextEventId++, name, input, tags is { Count: > 0 } ? tags : null);
        var done = new TaskCompletionSource<string?>();
        Asked.Enqueue(call);
        _activities.Add(call.EventId, (call, done));
        return done.Task;
    }

    private void CancelTimer(int timerId, CancellationToken token)
    {
        if (thread.NoteIfForeign() || !_timers.Remove(timerId, out var timer))
            return;
        if (!Replaying)
            CancelledTimers.Add(timerId);
        timer.SetCanceled(token);
    }
}
