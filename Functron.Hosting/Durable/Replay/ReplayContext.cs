using Functron.Hosting.Durable.History;

using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.Logging;

namespace Functron.Hosting.Durable.Replay;

/// <summary>The context of one turn: notes what the orchestrator asks for and gives it a task for each.</summary>
/// <param name="run">The orchestrator's code that has this context.</param>
internal sealed class ReplayContext(
    string instanceId,
    ExecutionStarted started,
    OrchestratorRun run,
    OrchestratorThread thread,
    ILoggerFactory loggers) : TaskOrchestrationContext
{
    private readonly bool _likeMicrosofts = started.Course >= Courses.LikeMicrosofts;
    private readonly Queue<HistoryEvent> _held = new();
    private readonly List<HistoryEvent> _forNext = [];
    private int _nextEventId;
    private int _guids;

    public override TaskName Name => started.Name;

    public override string InstanceId => instanceId;

    public override ParentOrchestrationInstance? Parent =>
        started.ParentInstance is { } parent ? new ParentOrchestrationInstance(parent.Name, parent.InstanceId) : null;

    /// <summary>The tags of the instance; null for none.</summary>
    public IReadOnlyDictionary<string, string>? Tags => started.Tags;

    public override DateTime CurrentUtcDateTime => Now;

    public override bool IsReplaying => Replaying;

    public DateTime Now { get; set; }

    public bool Replaying { get; set; } = true;

    /// <summary>What the orchestrator asked for and is not yet matched with its history, in order.</summary>
    public Queue<ActionEvent> Asked { get; } = new();

    /// <summary>Ids of the timers that were cancelled since the replay ended.</summary>
    public List<int> CancelledTimers { get; } = [];

    /// <summary>JSON.</summary>
    public string? CustomStatus { get; private set; }

    public OpenTasks Open { get; } = new(started.Course);

    /// <summary>What happens is held back until the instance is resumed.</summary>
    public bool Suspended { get; private set; }

    /// <summary>Takes effect when the orchestrator ends.</summary>
    public (string? Input, bool KeepEvents)? Continuation { get; private set; }

    /// <summary>Events that nobody has waited for.</summary>
    public IReadOnlyList<EventRaised> KeptEvents => Open.Events.Kept;

    /// <summary>What came after the orchestrator had settled on a next execution, which gets it.</summary>
    public IReadOnlyList<HistoryEvent> ForNext => _forNext;

    public override TaskOrchestrationEntityFeature Entities
        => throw Unsupported.Member($"{nameof(TaskOrchestrationContext)}.{nameof(Entities)}");

    protected override ILoggerFactory LoggerFactory => loggers;

    /// <summary>Hands over what has happened. What nobody asked for, or what came before, changes nothing.</summary>
    public void Deliver(HistoryEvent happened)
    {
        switch (happened)
        {
            case ExecutionSuspended or ExecutionResumed when run.Ended:
                _forNext.Add(happened);
                break;
            case ExecutionSuspended:
                Suspended = true;
                break;
            case ExecutionResumed:
                Suspended = false;
                while (!Suspended && _held.TryDequeue(out var held))
                    Tell(held);
                break;
            default:
                if (Suspended)
                    _held.Enqueue(happened);
                else
                    Tell(happened);
                break;
        }
    }

    private void Tell(HistoryEvent happened)
    {
        if (happened is EventRaised && (run.Ended || (_likeMicrosofts && Continuation is not null)))
            _forNext.Add(happened);
        else
            Open.Complete(happened);
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

    public override async Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName, object? input = null, TaskOptions? options = null)
    {
        thread.ThrowIfForeign();
        if (string.IsNullOrEmpty(orchestratorName.Name))
            throw new ArgumentException("An orchestrator has a name.", nameof(orchestratorName));
        Unsupported.ThrowIn(options);
        var json = DurableJson.Write(input);
        var id = (options as SubOrchestrationOptions)?.InstanceId;
        var tags = InstanceTags.OfChild(options?.Tags, Tags);
        Task<string?> Call()
        {
            var childId = string.IsNullOrEmpty(id) ? ChildId(_nextEventId) : id;
            var call = new SubOrchestrationInstanceCreated(Now, _nextEventId, orchestratorName, childId, json, tags);
            return _likeMicrosofts && InstanceTags.AreUnawaited(tags) ? AskOnly(call) : Ask(call, orchestratorName);
        }

        var called = options?.Retry is { } retry ? CallRetries.RunAsync(this, _likeMicrosofts, retry, Call) : Call();
        return DurableJson.Read<TResult>(await called)!;
    }

    public override void SendEvent(string instanceId, string eventName, object payload)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        thread.ThrowIfForeign();
        Asked.Enqueue(new EventSent(Now, _nextEventId++, instanceId, eventName, DurableJson.Write(payload)));
    }

    public override void ContinueAsNew(ContinueAsNewOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Unsupported.ThrowIn(options);
        ContinueAsNew(options.NewInput, options.PreserveUnprocessedEvents);
    }

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true)
    {
        thread.ThrowIfForeign();
        Continuation = (DurableJson.Write(newInput), preserveUnprocessedEvents);
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        thread.ThrowIfForeign();
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled(cancellationToken);

        // A time without a kind is taken as UTC, like the context's own clock.
        var utc = fireAt.Kind == DateTimeKind.Local ? fireAt.ToUniversalTime() : DateTime.SpecifyKind(fireAt, DateTimeKind.Utc);
        var timer = new TimerCreated(Now, _nextEventId++, utc);
        Asked.Enqueue(timer);
        var fired = Open.Add(timer);
        cancellationToken.Register(() => CancelTimer(timer.EventId, cancellationToken));
        return fired;
    }

    public override async Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        thread.ThrowIfForeign();
        if (!_likeMicrosofts)
            cancellationToken.ThrowIfCancellationRequested();
        var next = Open.Events.Next(eventName, out var cancel);
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
        Unsupported.ThrowIn(options);
        var json = DurableJson.Write(input);
        var tags = InstanceTags.Copy(options?.Tags);
        Task<string?> Call() => Ask(new TaskScheduled(Now, _nextEventId, name, json, tags), name);
        return options?.Retry is { } retry ? CallRetries.RunAsync(this, _likeMicrosofts, retry, Call) : Call();
    }

    private Task<string?> Ask(ActionEvent call, string name)
    {
        _nextEventId++;
        Asked.Enqueue(call);
        return Open.Add(call, name);
    }

    /// <summary>Asks for what nobody waits for.</summary>
    private Task<string?> AskOnly(ActionEvent action)
    {
        _nextEventId++;
        Asked.Enqueue(action);
        return Task.FromResult<string?>(null);
    }

    /// <summary>The same id in every replay, and no other execution has it.</summary>
    private string ChildId(int eventId) => DeterministicGuid.Make($"{started.ExecutionId}:child", eventId).ToString("N");

    private void CancelTimer(int timerId, CancellationToken token)
    {
        if (thread.NoteIfForeign() || Open.Remove(timerId) is not { } timer)
            return;
        if (!Replaying)
            CancelledTimers.Add(timerId);
        timer.SetCanceled(token);
    }
}
