using Functron.Hosting.Durable.History;
using Functron.Hosting.Durable.Storage;

using Microsoft.DurableTask.Client;

namespace Functron.Hosting.Durable.Dispatch;

/// <summary>
/// The life of an execution: taken up from the store, begun, gone on with after a turn, followed by the next one, ended. Used under the
/// dispatcher's lock, after the store has been changed.
/// </summary>
internal sealed class Executions(Dispatcher dispatcher, InstanceTimers timers)
{
    private readonly HotHistories _hot = new(1024);

    /// <summary>Takes up an instance as the store had it.</summary>
    /// <param name="place">What holds its id; null when it is to be taken.</param>
    public void TakeUp(
        OpenInstance stored,
        IEnumerable<OpenMessage> messages,
        IEnumerable<OpenActivity> activities,
        IEnumerable<OpenTimer> setTimers,
        LiveInstance? place)
    {
        var instance = new LiveInstance(stored.Id, stored.Key, stored.Name, place) { Turns = stored.Turns, Parent = stored.Parent };
        if (stored.Turns == 0)
        {
            instance.Start = new ExecutionStarted(
                dispatcher.Now, stored.Name, stored.ExecutionId, stored.Input, stored.Parent, stored.Tags);
        }
        else
        {
            instance.Begun.TrySetResult();
        }

        if (place is null)
        {
            dispatcher.Live.Reserve(instance);
        }
        else
        {
            dispatcher.Live.Replace(place, instance);
            place.Next = instance;
        }

        foreach (var activity in activities)
            Schedule(instance, activity.TaskId, activity.Name, activity.Input);
        foreach (var timer in setTimers)
            timers.Set(instance, timer.TimerId, timer.FireAt);
        foreach (var message in messages)
            dispatcher.Post(instance, new Message(message.Message, message.Sequence));
        if (stored.Turns == 0)
            dispatcher.Begin(instance, stored.StartAt);
        else
            instance.Stored.TrySetResult(true);
    }

    public void Begin(LiveInstance instance)
    {
        if (instance.Start is { } start)
        {
            instance.Start = null;
            timers.DropStart(instance);
            instance.Inbox.Insert(0, new Message(start with { Timestamp = dispatcher.Now, Course = Courses.Latest }));
        }

        ScheduleTurn(instance);
    }

    public void ScheduleTurn(LiveInstance instance)
    {
        if (instance.TurnScheduled || instance.Ended)
            return;
        instance.TurnScheduled = true;
        dispatcher.Lanes.Turns.Add(new TurnWork(dispatcher, instance));
    }

    public void Schedule(LiveInstance instance, int taskId, string name, string? input)
    {
        var work = new ActivityWork(dispatcher, instance, taskId, name, input);
        instance.Activities.Add(taskId, work);
        dispatcher.Lanes.Activity(name).Add(work);
    }

    /// <summary>After a turn that did not end it.</summary>
    /// <param name="history">With that turn.</param>
    public void GoOn(LiveInstance instance, List<HistoryEvent> history)
    {
        instance.History = history;
        instance.TurnScheduled = false;
        _hot.Touch(instance);
        if (instance.Inbox.Count > 0 || instance.Fault is not null)
            ScheduleTurn(instance);
    }

    /// <summary>What came during the turn, and was not for the execution that ended with it, is the next one's.</summary>
    public void Continue(LiveInstance last, NextExecution stored)
    {
        var arrived = last.Inbox.Where(message => message.Event is EventRaised or ExecutionSuspended or ExecutionResumed or ExecutionTerminated).ToList();
        var next = new LiveInstance(last.Id, stored.Key, last.Name, last)
        {
            Start = new ExecutionStarted(dispatcher.Now, last.Name, stored.ExecutionId, stored.Input, last.Parent, stored.Tags),
            Inbox = [.. stored.Kept.Select(kept => new Message(kept.Event, kept.Sequence)), .. arrived],
        };
        dispatcher.Live.Replace(last, next);
        last.Next = next;
        Leave(last);
        Begin(next);
    }

    public void End(LiveInstance instance, OrchestrationRuntimeStatus status)
    {
        dispatcher.Live.Remove(instance);
        Leave(instance);
        if (status == OrchestrationRuntimeStatus.Terminated)
        {
            foreach (var activity in instance.Activities.Values)
                activity.Drop();
        }
    }

    private void Leave(LiveInstance instance)
    {
        instance.Ended = true;
        instance.History = null;
        instance.Inbox = [];
        _hot.Forget(instance);
        timers.DropAll(instance);
    }
}
