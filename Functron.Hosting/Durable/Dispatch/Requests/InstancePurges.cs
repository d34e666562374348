using Functron.Hosting.Durable.Dispatch.Upkeep;
using Functron.Hosting.Durable.Storage;

namespace Functron.Hosting.Durable.Dispatch.Requests;

/// <summary>Removes ended instances from the store because somebody asks for it.</summary>
/// <param name="stop">Cancelled when the engine begins to stop. A purge of many then ends after the batch that has begun.</param>
internal sealed class InstancePurges(IInstanceStore store, CancellationToken stop)
{
    /// <param name="recursive">Also the ended sub-orchestrations, and theirs.</param>
    /// <returns>How many were removed.</returns>
    /// <exception cref="IOException">The change could not be stored.</exception>
    /// <exception cref="EngineStoppedException">The engine stops. What was purged by then stays purged.</exception>
    public async Task<int> PurgeAsync(string instanceId, bool recursive, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var found = await store.FindAsync(instanceId, texts: false);
        return await PurgeAsync(found is null ? [] : [found], recursive, $"the purge of instance '{instanceId}'", cancellation);
    }

    /// <inheritdoc cref="PurgeAsync(string, bool, CancellationToken)"/>
    public async Task<int> PurgeAsync(InstanceFilter filter, bool recursive, CancellationToken cancellation)
    {
        for (var purged = 0; ;)
        {
            cancellation.ThrowIfCancellationRequested();
            var found = await store.ListAsync(filter, Purging.Batch, texts: false);
            purged += await PurgeAsync(found, recursive, "the purge of instances", cancellation);
            if (found.Count < Purging.Batch)
                return purged;
            filter = filter with { AfterKey = found[^1].Key };
        }
    }

    private async Task<int> PurgeAsync(
        IReadOnlyList<StoredInstance> found, bool recursive, string what, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, stop);
        try
        {
            either.Token.ThrowIfCancellationRequested();
            var keys = recursive
                ? await Purging.WithChildrenAsync(store, found, either.Token)
                : [.. found.Where(instance => instance.Ended).Select(instance => instance.Key)];
            return await StoreFailure.TellAsync(Purging.PurgeAsync(store, keys, either.Token), what);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new EngineStoppedException();
        }
    }
}
