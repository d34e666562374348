using System.Globalization;
using System.Runtime.CompilerServices;

using Functron.Hosting.Durable.Storage;

using Microsoft.DurableTask.Client;

namespace Functron.Hosting.Durable.Client;

/// <summary>
/// A page of any size that is read bit by bit while it is told, so that it never is in memory as a whole. Where it ends is known before
/// its first instance is read, and stays: who goes on with the token misses none and gets none twice.
/// </summary>
/// <param name="ContinuationToken">Null when nothing follows.</param>
internal sealed record InstanceListing(string? ContinuationToken, IAsyncEnumerable<StoredInstance> Instances)
{
    private const int AtATime = 32;

    /// <exception cref="ArgumentException">The token is not one that a page had.</exception>
    /// <exception cref="IOException">The store could not be read.</exception>
    public static async Task<InstanceListing> OfAsync(Func<IInstanceStore> store, OrchestrationQuery query)
    {
        var filter = new InstanceFilter(
            query.CreatedFrom?.UtcDateTime, query.CreatedTo?.UtcDateTime, [.. query.Statuses ?? []], query.InstanceIdPrefix, InstancePages.KeyOf(query.ContinuationToken));
        return await store().PageEndAsync(filter, query.PageSize) is { } last
            ? new InstanceListing(last.ToString(CultureInfo.InvariantCulture), ReadAsync(store, filter with { UpToKey = last }))
            : new InstanceListing(null, ReadAsync(store, filter));
    }

    private static async IAsyncEnumerable<StoredInstance> ReadAsync(
        Func<IInstanceStore> store, InstanceFilter filter, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var found = await store().ListAsync(filter, AtATime, texts: true);
            foreach (var instance in found)
                yield return instance;
            if (found.Count < AtATime)
                yield break;
            filter = filter with { AfterKey = found[^1].Key };
        }
    }
}
