using System.Globalization;
using System.Runtime.CompilerServices;

using Functron.Hosting.Durable.Dispatch.Requests;
using Functron.Hosting.Durable.Storage;

using Microsoft.DurableTask.Client;

namespace Functron.Hosting.Durable.Client;

/// <summary>
/// A page of any size. It is read bit by bit while it is written to the caller, so it is never in memory as a whole. Its end is settled
/// before its first instance is read, so that the next page misses no instance and repeats none.
/// </summary>
/// <param name="ContinuationToken">Null when nothing follows.</param>
internal sealed record InstanceListing(string? ContinuationToken, IAsyncEnumerable<StoredInstance> Instances)
{
    private const int AtATime = 32;

    /// <exception cref="ArgumentException">The token is not the token of a page.</exception>
    /// <exception cref="IOException">The store could not be read.</exception>
    public static async Task<InstanceListing> OfAsync(Func<InstanceQueries> queries, OrchestrationQuery query)
    {
        var filter = InstancePages.FilterOf(query, query.ContinuationToken);
        return await queries().PageEndAsync(filter, query.PageSize) is { } last
            ? new InstanceListing(last.ToString(CultureInfo.InvariantCulture), ReadAsync(queries, filter with { UpToKey = last }))
            : new InstanceListing(null, ReadAsync(queries, filter));
    }

    private static async IAsyncEnumerable<StoredInstance> ReadAsync(
        Func<InstanceQueries> queries, InstanceFilter filter, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var found = await queries().ListAsync(filter, AtATime, texts: true);
            foreach (var instance in found)
                yield return instance;
            if (found.Count < AtATime)
                yield break;
            filter = filter with { AfterKey = found[^1].Key };
        }
    }
}
