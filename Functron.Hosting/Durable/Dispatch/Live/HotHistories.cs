namespace Functron.Hosting.Durable.Dispatch.Live;

/// <summary>
/// Keeps the histories of those executions in memory that had a turn last. Other histories are read from the store when they are needed.
/// </summary>
/// <param name="limit">How many histories are kept.</param>
internal sealed class HotHistories(int limit)
{
    // Each execution once. The one that had its turn last is at the end.
    private readonly LinkedList<LiveState> _recent = [];
    private readonly Dictionary<LiveState, LinkedListNode<LiveState>> _places = [];

    /// <summary>The execution had a turn.</summary>
    public void Touch(LiveState execution)
    {
        Forget(execution);
        _places.Add(execution, _recent.AddLast(execution));
        if (_recent.Count <= limit || _recent.First is not { Value: var oldest })
            return;

        Forget(oldest);
        if (!oldest.TurnScheduled)
            oldest.History = null;
    }

    /// <summary>The execution has ended.</summary>
    public void Forget(LiveState execution)
    {
        if (_places.Remove(execution, out var place))
            _recent.Remove(place);
    }
}
