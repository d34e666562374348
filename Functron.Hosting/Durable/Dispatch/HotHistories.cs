namespace Functron.Hosting.Durable.Dispatch;

/// <summary>
/// Keeps the histories of the instances that had turns last in memory; the others are read again when they are needed. Used under the
/// dispatcher's lock.
/// </summary>
internal sealed class HotHistories(int limit)
{
    // Each instance once, the one that had its turn last at the end.
    private readonly LinkedList<LiveInstance> _recent = [];
    private readonly Dictionary<LiveInstance, LinkedListNode<LiveInstance>> _places = [];

    public void Touch(LiveInstance instance)
    {
        Forget(instance);
        _places.Add(instance, _recent.AddLast(instance));
        if (_recent.Count <= limit || _recent.First is not { Value: var oldest })
            return;

        Forget(oldest);
        if (!oldest.TurnScheduled)
            oldest.History = null;
    }

    /// <summary>The instance has ended.</summary>
    public void Forget(LiveInstance instance)
    {
        if (_places.Remove(instance, out var place))
            _recent.Remove(place);
    }
}
