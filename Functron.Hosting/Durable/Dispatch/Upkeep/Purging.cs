using Functron.Hosting.Durable.Storage;

namespace Functron.Hosting.Durable.Dispatch.Upkeep;

/// <summary>
/// Removes ended instances in batches. The writer takes a batch in one transaction. So the changes of running instances wait for one
/// batch at most, never for all batches.
/// </summary>
internal static class Purging
{
    /// <summary>Fewer than the writer takes at a time, so that other changes share the transaction.</summary>
    public const int Batch = 200;

    /// <param name="cancellation">Looked at between batches. A batch that has begun is finished.</param>
    /// <returns>How many were removed: those that were there and had ended.</returns>
    public static async Task<int> PurgeAsync(IInstanceStore store, IReadOnlyList<long> keys, CancellationToken cancellation)
    {
        var purged = 0;
        foreach (var batch in keys.Chunk(Batch))
        {
            cancellation.ThrowIfCancellationRequested();
            var done = await Task.WhenAll(batch.Select(store.PurgeAsync));
            purged += done.Count(gone => gone);
        }

        return purged;
    }

    /// <summary>
    /// The keys of the ended ones among <paramref name="instances"/> and of their ended sub-orchestrations, at any depth.
    /// Sub-orchestrations come before their parent: they are found through it, so it must go last if the purge is interrupted.
    /// </summary>
    public static async Task<IReadOnlyList<long>> WithChildrenAsync(
        IInstanceStore store, IEnumerable<StoredInstance> instances, CancellationToken cancellation)
    {
        var keys = new List<long>();
        var seen = new HashSet<long>();
        var level = instances.Where(instance => instance.Ended).ToList();
        while (level.Count > 0)
        {
            var next = new List<StoredInstance>();
            foreach (var parent in level.Where(parent => seen.Add(parent.Key)))
            {
                cancellation.ThrowIfCancellationRequested();
                keys.Add(parent.Key);
                foreach (var child in await store.ChildrenAsync(parent.Key))
                {
                    if (await store.FindAsync(child, texts: false) is { Ended: true } found)
                        next.Add(found);
                }
            }

            level = next;
        }

        keys.Reverse();
        return keys;
    }
}
