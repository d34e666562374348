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
        if (!_byId.TryAdd(instance.Id, instance))
            throw new InstanceExistsException(instance.Id);
    }

    /// <summary>Its start could not be stored.</summary>
    public void Release(LiveInstance instance)
    {
        Remove(instance);
        instance.Stored.SetResult(false);
    }

    public void Remove(LiveInstance instance) => _byId.TryRemove(KeyValuePair.Create(instance.Id, instance));

    /// <param name="reason">Why nobody waits any more.</param>
    public void RefuseWaiters(Exception reason)
    {
        foreach (var instance in _byId.Values)
            instance.RefuseWaiters(reason);
    }
}
