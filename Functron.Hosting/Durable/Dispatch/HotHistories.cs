namespace Functron.Hosting.Durable.Dispatch;

/// <summary>Keeps the histories of the instances that had turns last in memory; the others are read again when they are needed.</summary>
internal sealed class HotHistories(int limit)
{
    private readonly Queue<LiveInstance> _recent = new();

    public void Touch(LiveInstance instance)
    {
        _recent.Enqueue(instance);
        if (_recent.Count <= limit)
            return;

        // An instance with several entries loses its history early, which costs a read.
        var oldest = _recent.Dequeue();
        if (!oldest.TurnScheduled)
            oldest.History = null;
    }
}
