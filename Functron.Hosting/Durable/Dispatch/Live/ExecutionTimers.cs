using Functron.Hosting.Durable.Dispatch.Timers;

namespace Functron.Hosting.Durable.Dispatch.Live;

/// <summary>Sets and removes the timers of executions, in the execution and in the queue alike.</summary>
internal sealed class ExecutionTimers(TimerQueue queue)
{
    private long _sequence;

    public void Set(LiveState execution, int timerId, DateTime fireAt)
    {
        var entry = Entry(execution, fireAt, timerId);
        execution.Timers.Add(timerId, entry);
        queue.Add(entry);
    }

    public void SetStart(LiveState execution, DateTime startAt)
    {
        execution.StartTimer = Entry(execution, startAt, null);
        queue.Add(execution.StartTimer);
    }

    public void Remove(LiveState execution, int timerId)
    {
        if (execution.Timers.Remove(timerId, out var entry))
            queue.Remove(entry);
    }

    /// <summary>The execution begins, at the time of its start or before it.</summary>
    public void RemoveStart(LiveState execution)
    {
        if (execution.StartTimer is not { } entry)
            return;
        execution.StartTimer = null;
        queue.Remove(entry);
    }

    public void RemoveAll(LiveState execution)
    {
        RemoveStart(execution);
        foreach (var entry in execution.Timers.Values)
            queue.Remove(entry);
        execution.Timers.Clear();
    }

    private TimerEntry Entry(LiveState execution, DateTime fireAt, int? timerId)
        => new(fireAt, ++_sequence, execution.Instance.Id, execution.Key, timerId);
}
