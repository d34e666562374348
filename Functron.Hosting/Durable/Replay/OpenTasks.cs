using Functron.Hosting.Durable.History;

using Microsoft.DurableTask;

namespace Functron.Hosting.Durable.Replay;

/// <summary>
/// The tasks that an orchestrator was given and that have not ended: calls, timers and waits for events. Completes them when their end
/// happens.
/// </summary>
/// <param name="course">Of the execution; see <see cref="Courses"/>.</param>
internal sealed class OpenTasks(int course)
{
    private readonly Dictionary<int, (ActionEvent Call, string Name, TaskCompletionSource<string?> Done)> _calls = [];
    private readonly Dictionary<int, TaskCompletionSource> _timers = [];

    /// <summary>False when nothing can ever wake the orchestrator again.</summary>
    public bool Any => _calls.Count > 0 || _timers.Count > 0 || Events.HasWaiters;

    /// <summary>Events, and the waits for them.</summary>
    public ExternalEvents Events { get; } = new(toLast: course >= Courses.LikeMicrosofts);

    /// <summary>Calls of activities and sub-orchestrations.</summary>
    public IEnumerable<ActionEvent> Calls => _calls.Values.Select(open => open.Call);

    public IEnumerable<int> TimerIds => _timers.Keys;

    public bool HasTimer(int timerId) => _timers.ContainsKey(timerId);

    /// <param name="call">Of an activity or a sub-orchestration.</param>
    /// <param name="name">What is called, for the words of a failure.</param>
    /// <returns>Ends with the call, with its result as JSON or a <see cref="TaskFailedException"/>.</returns>
    public Task<string?> Add(ActionEvent call, string name)
    {
        var done = new TaskCompletionSource<string?>();
        _calls.Add(call.EventId, (call, name, done));
        return done.Task;
    }

    /// <returns>Ends when the timer fires.</returns>
    public Task Add(TimerCreated timer)
    {
        var fired = new TaskCompletionSource();
        _timers.Add(timer.EventId, fired);
        return fired.Task;
    }

    /// <summary>Takes a timer out. Its task is still to be cancelled.</summary>
    /// <returns>Null when the timer has fired or was cancelled before.</returns>
    public TaskCompletionSource? Remove(int timerId) => _timers.Remove(timerId, out var timer) ? timer : null;

    /// <summary>Completes the task that waits for this. What nobody waits for, or what came before, changes nothing.</summary>
    public void Complete(HistoryEvent happened)
    {
        switch (happened)
        {
            case TaskCompleted done:
                Complete(done.TaskScheduledId, done.Result);
                break;
            case SubOrchestrationInstanceCompleted done:
                Complete(done.TaskScheduledId, done.Result);
                break;
            case TaskFailed failed:
                Fail(failed.TaskScheduledId, failed.FailureDetails);
                break;
            case SubOrchestrationInstanceFailed failed:
                Fail(failed.TaskScheduledId, failed.FailureDetails);
                break;
            case TimerFired fired:
                Remove(fired.TimerId)?.SetResult();
                break;
            case EventRaised raised:
                Events.Raise(raised);
                break;
        }
    }

    private void Complete(int id, string? result)
    {
        if (_calls.Remove(id, out var open))
            open.Done.SetResult(result);
    }

    private void Fail(int id, TaskFailureDetails failure)
    {
        if (_calls.Remove(id, out var open))
            open.Done.SetException(new TaskFailedException(open.Name, id, failure));
    }
}
