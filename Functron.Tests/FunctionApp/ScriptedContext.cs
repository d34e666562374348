using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Functron.Tests.FunctionApp;

/// <summary>
/// An orchestration context whose activities, timers and events end when the test says so, each in a turn of its own. What the
/// orchestrator asked for stands in <see cref="Calls"/>, in order.
/// </summary>
internal sealed class ScriptedContext(object? input) : TaskOrchestrationContext
{
    private readonly List<(string Name, Action<object?> Complete, Action<Exception> Fail)> _open = [];
    private readonly List<(DateTime FireAt, TaskCompletionSource Fired)> _timers = [];
    private readonly Dictionary<string, Action<object?>> _events = [];

    public List<string> Calls { get; } = [];

    public List<object?> Inputs { get; } = [];

    /// <summary>The seconds of each timer that is still open.</summary>
    public IEnumerable<double> OpenTimers =>
        _timers.Where(timer => !timer.Fired.Task.IsCompleted).Select(timer => (timer.FireAt - CurrentUtcDateTime).TotalSeconds);

    public object? CustomStatus { get; private set; }

    public override TaskName Name => "scripted";

    public override string InstanceId => "instance-1";

    public override DateTime CurrentUtcDateTime { get; } = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public override bool IsReplaying => false;

    public override ParentOrchestrationInstance? Parent => null;

    protected override ILoggerFactory LoggerFactory => NullLoggerFactory.Instance;

    public override T? GetInput<T>()
        where T : default => (T?)input;

    public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        Calls.Add(name.Name);
        Inputs.Add(input);
        var source = new TaskCompletionSource<TResult>();
        _open.Add((name.Name, value => source.SetResult((TResult)value!), source.SetException));
        return source.Task;
    }

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName, object? input = null, TaskOptions? options = null)
        => throw new NotSupportedException();

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) => throw new NotSupportedException();

    public override void SendEvent(string instanceId, string eventName, object payload) => throw new NotSupportedException();

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        var source = new TaskCompletionSource();
        cancellationToken.Register(() => source.TrySetCanceled(cancellationToken));
        _timers.Add((fireAt, source));
        return source.Task;
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        var source = new TaskCompletionSource<T>();
        cancellationToken.Register(() => source.TrySetCanceled(cancellationToken));
        _events[eventName] = value => source.TrySetResult((T)value!);
        return source.Task;
    }

    public override void SetCustomStatus(object? customStatus) => CustomStatus = customStatus;

    public override Guid NewGuid() => Guid.Parse("01234567-89ab-cdef-0123-456789abcdef");

    /// <summary>Ends the oldest open call of an activity.</summary>
    public void Complete(string activity, object? result) => Take(activity).Complete(result);

    public void Fail(string activity, Exception exception) => Take(activity).Fail(exception);

    public void Raise(string eventName) => _events[eventName](null);

    /// <summary>Fires the timer that would fire next.</summary>
    public void FireTimer() => _timers.Where(timer => !timer.Fired.Task.IsCompleted).MinBy(timer => timer.FireAt).Fired.SetResult();

    private (string Name, Action<object?> Complete, Action<Exception> Fail) Take(string activity)
    {
        var call = _open.First(open => open.Name == activity);
        _open.Remove(call);
        return call;
    }
}
