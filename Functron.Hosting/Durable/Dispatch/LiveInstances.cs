using System.Collections.Concurrent;

namespace Functron.Hosting.Durable.Dispatch;

/// <summary>All instances that have not ended, and the ids of those that are about to begin.</summary>
internal sealed class LiveInstances
{
    private readonly ConcurrentDictionary<string, LiveInstance> _byId = new(StringComparer.Ordinal);

    /// <summary>Null when there is none of that id, or it has ended; one whose start is on its way to the store is waited for.</summary>
    public async Task<LiveInstance?> FindAsync(string id, CancellationToken cancellation)
        => _byId.TryGetValue(id, out var found) && await found.Stored.Task.WaitAsync(cancellation) ? found : null;

    /// <summary>Takes the id; <see cref="Dispatcher.Begin"/> or <see cref="Release"/> follows.</summary>
    /// <exception cref="InstanceExistsException">It is taken.</exception>
    public void Reserve(LiveInstance instance)
    {
        if (!TryReserve(instance))
            throw new InstanceExistsException(instance.Id);
    }

    /// <summary>Its start could not be stored.</summary>
    public void Release(LiveInstance instance)
    {
        Remove(instance);
        instance.Stored.SetResult(false);
    }

    /// <summary>False when the id is taken.</summary>
    public bool TryReserve(LiveInstance instance) => _byId.TryAdd(instance.Id, instance);

    /// <summary>An execution takes the place of the one that it follows.</summary>
    public void Replace(LiveInstance last, LiveInstance next) => _byId.TryUpdate(last.Id, next, last);

    /// <summary>Null when there is none, or it is not that execution.</summary>
    public LiveInstance? Find(string id, long? key)
        => _byId.TryGetValue(id, out var found) && (key is null || found.Key == key) ? found : null;

    /// <summary>The sub-orchestrations of an execution.</summary>
    public IReadOnlyList<LiveInstance> ChildrenOf(LiveInstance parent)
        => [.. _byId.Values.Where(instance => instance.Parent is { } link && link.InstanceId == parent.Id && link.Key == parent.Key)];

    public void Remove(LiveInstance instance) => _byId.TryRemove(KeyValuePair.Create(instance.Id, instance));

    /// <param name="reason">Why nobody waits any more.</param>
    public void RefuseWaiters(Exception reason)
    {
        foreach (var instance in _byId.Values)
            instance.RefuseWaiters(reason);
    }
}
