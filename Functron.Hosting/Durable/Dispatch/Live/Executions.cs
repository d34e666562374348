using Functron.Hosting.Durable.Dispatch.Lanes;
using Functron.Hosting.Durable.Dispatch.Timers;
using Functron.Hosting.Durable.History;
using Functron.Hosting.Durable.Storage;

using Microsoft.DurableTask.Client;

namespace Functron.Hosting.Durable.Dispatch.Live;

/// <summary>
/// The life of an execution: it begins, receives messages, has turns, and continues as new or ends. Turns, activities and timers are put
/// into their queues here. A part of <see cref="LiveInstances"/>.
/// </summary>
internal sealed class Executions(Lane<LiveExecution> turns, ActivityLanes activities, TimerQueue queue, TimeProvider clock)
{
    private readonly ExecutionTimers _timers = new(queue);
    private readonly HotHistories _hot = new(1024);

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>An execution that has had no turn yet.</summary>
    public static LiveState New(LiveInstance instance, NewInstance start) => new(instance, start.Key)
    {
        Parent = start.Parent,
        Start = new ExecutionStarted(start.CreatedAt, start.Name, start.ExecutionId, start.Input, start.Parent, start.Tags),
    };

    /// <summary>An execution as the store has it. It goes on, or begins at its time.</summary>
    /// <param name="later">Messages that follow the stored ones.</param>
    public LiveState Restore(LiveInstance instance, StoredExecution stored, IEnumerable<Message> later)
    {
        var open = stored.Instance;
        var execution = new LiveState(instance, open.Key)
        {
            Parent = open.Parent,
            Turns = open.Turns,
            Begun = open.Turns > 0,
            Start = open.Turns > 0
                ? null
                : new ExecutionStarted(Now, open.Name, open.ExecutionId, open.Input, open.Parent, open.Tags),
        };
        foreach (var activity in stored.Activities)
            Schedule(execution, activity.TaskId, activity.Name, activity.Input);
        foreach (var timer in stored.Timers)
            _timers.Set(execution, timer.TimerId, timer.FireAt);
        foreach (var message in stored.Messages.Select(row => new Message(row.Message, row.Sequence)).Concat(later))
            Receive(execution, message);
        if (!execution.Begun)
            BeginAt(execution, open.StartAt);
        return execution;
    }

    /// <summary>Begins now, or at a time in the future.</summary>
    public void BeginAt(LiveState execution, DateTime? startAt)
    {
        if (startAt is { } time && time > Now)
            _timers.SetStart(execution, time);
        else
            Begin(execution);
    }

    public void Begin(LiveState execution)
    {
        execution.Begun = true;
        if (execution.Start is { } start)
        {
            execution.Start = null;
            _timers.RemoveStart(execution);
            execution.Inbox.Insert(0, new Message(start with { Timestamp = Now, Course = Courses.Latest }));
        }

        ScheduleTurn(execution);
    }

    public void Receive(LiveState execution, Message message)
    {
        execution.Inbox.Add(message);

        // Messages before the start wait for it. A termination does not.
        if (execution.Begun)
            ScheduleTurn(execution);
        else if (message.Event is ExecutionTerminated)
            Begin(execution);
    }

    public void Fail(LiveState execution, Exception fault)
    {
        execution.Fault ??= fault;
        ScheduleTurn(execution);
    }

    /// <summary>An entry that was removed in the meantime changes nothing.</summary>
    public void Fire(LiveState execution, TimerEntry entry)
    {
        if (entry.TimerId is not { } timerId)
        {
            if (execution.StartTimer == entry)
                Begin(execution);
        }
        else if (execution.Timers.GetValueOrDefault(timerId) == entry)
        {
            execution.Timers.Remove(timerId);
            Receive(execution, new Message(new TimerFired(Now, timerId)));
        }
    }

    public static TakenTurn Take(LiveState execution)
    {
        var messages = execution.Inbox;
        execution.Inbox = [];
        return new TakenTurn(
            execution.Instance, execution.Key, execution.Parent, execution.Turns, execution.History, messages, execution.Fault);
    }

    public static void GiveBack(LiveState execution, TakenTurn turn)
    {
        execution.Inbox.InsertRange(0, turn.Messages);
        execution.History = null;
        execution.TurnScheduled = false;
    }

    /// <summary>Starts the activities and sets the timers of a turn, and removes the timers that are gone.</summary>
    public void Apply(LiveState execution, TurnCommit turn)
    {
        execution.Turns++;
        foreach (var timerId in turn.GoneTimers)
            _timers.Remove(execution, timerId);
        foreach (var timer in turn.NewTimers)
            _timers.Set(execution, timer.EventId, timer.FireAt);
        foreach (var activity in turn.NewActivities)
            Schedule(execution, activity.EventId, activity.Name, activity.Input);
    }

    /// <summary>After a turn that did not end it.</summary>
    /// <param name="history">Including that turn.</param>
    public void GoOn(LiveState execution, List<HistoryEvent> history)
    {
        execution.History = history;
        execution.TurnScheduled = false;
        _hot.Touch(execution);
        if (execution.Inbox.Count > 0 || execution.Fault is not null)
            ScheduleTurn(execution);
    }

    /// <summary>The calls of activities whose ends no turn has taken yet.</summary>
    public static IReadOnlyList<int> EndedActivities(LiveState execution)
        => [.. execution.Inbox.Select(message => ActivityEnd.CallOf(message.Event)).OfType<int>()];

    /// <summary>Messages that came during the last turn, and were not for the execution that it ended, go to the next execution.</summary>
    public LiveState Next(LiveState last, NextExecution stored)
    {
        var arrived = last.Inbox.Where(message
            => message.Event is EventRaised or ExecutionSuspended or ExecutionResumed or ExecutionTerminated).ToList();
        Leave(last);
        var instance = last.Instance;
        return new LiveState(instance, stored.Key)
        {
            Parent = last.Parent,
            Start = new ExecutionStarted(Now, instance.Name, stored.ExecutionId, stored.Input, last.Parent, stored.Tags),
            Inbox = [.. stored.Kept.Select(kept => new Message(kept.Event, kept.Sequence)), .. arrived],
        };
    }

    /// <summary>Activities of a terminated execution are dropped. Others run to their end.</summary>
    public void End(LiveState execution, OrchestrationRuntimeStatus status)
    {
        Leave(execution);
        if (status != OrchestrationRuntimeStatus.Terminated)
            return;
        foreach (var activity in execution.Activities.Values)
            activity.Drop();
    }

    private void Leave(LiveState execution)
    {
        execution.History = null;
        execution.Inbox = [];
        _hot.Forget(execution);
        _timers.RemoveAll(execution);
    }

    private void ScheduleTurn(LiveState execution)
    {
        if (execution.TurnScheduled)
            return;
        execution.TurnScheduled = true;
        turns.Add(new LiveExecution(execution.Instance, execution.Key));
    }

    private void Schedule(LiveState execution, int taskId, string name, string? input)
    {
        var activity = new ScheduledActivity(execution.Instance.Id, execution.Key, taskId, name, input);
        execution.Activities.Add(taskId, activity);
        activities.Add(activity);
    }
}
