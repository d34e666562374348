namespace Functron.Hosting.Durable.Dispatch;

/// <summary>
/// What each instance waits for by the clock: its timers, and its start when that is to be later. Used under the dispatcher's lock.
/// </summary>
internal sealed class InstanceTimers(TimerQueue queue)
{
    private long _sequence;

    public void Set(LiveInstance instance, int timerId, DateTime fireAt)
    {
        var entry = new TimerEntry(fireAt, ++_sequence, instance, timerId);
        instance.Timers.Add(timerId, entry);
        queue.Add(entry);
    }

    public void SetStart(LiveInstance instance, DateTime startAt)
    {
        instance.StartTimer = new TimerEntry(startAt, ++_sequence, instance, null);
        queue.Add(instance.StartTimer);
    }

    public void Drop(LiveInstance instance, int timerId)
    {
        if (instance.Timers.Remove(timerId, out var entry))
            queue.Remove(entry);
    }

    /// <summary>It has begun, at that time or before it.</summary>
    public void DropStart(LiveInstance instance)
    {
        if (instance.StartTimer is not { } entry)
            return;
        instance.StartTimer = null;
        queue.Remove(entry);
    }

    public void DropAll(LiveInstance instance)
    {
        DropStart(instance);
        foreach (var entry in instance.Timers.Values)
            queue.Remove(entry);
        instance.Timers.Clear();
    }
}
