using Functron.Hosting.Durable.Storage;

namespace Functron.Hosting.Durable.Dispatch.Upkeep;

/// <summary>
/// Forgets ended instances by the batch: the writer takes a batch in one transaction, and what running instances have to store
/// waits for one batch at most, never for all of them.
/// </summary>
internal static class Purging
{
    /// <summary>Below what the writer takes at a time, so that others share the transaction.</summary>
    public const int Batch = 200;

    /// <param name="cancellation">Looked at between batches: what was begun comes to its end and counts for nobody else.</param>
    /// <returns>How many were known and had ended.</returns>
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
    /// The ended ones among <paramref name="instances"/> and, of each, the ended sub-orchestrations and theirs. These come first: without
    /// their parent nobody would find them again after an interruption.
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
