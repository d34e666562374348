using System.Globalization;
using System.Runtime.CompilerServices;

using Functron.Hosting.Durable.Dispatch.Requests;
using Functron.Hosting.Durable.Storage;

using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Functron.Hosting.Durable.Client;

/// <summary>Instances by the page, in the order of their start. A continuation token is the key of the last instance of a page.</summary>
/// <param name="queries">Asked for before each page: the engine may have stopped.</param>
internal sealed class InstancePages(Func<InstanceQueries> queries, OrchestrationQuery query) : AsyncPageable<OrchestrationMetadata>
{
    /// <exception cref="ArgumentException">The token is not the token of a page.</exception>
    public override IAsyncEnumerable<Page<OrchestrationMetadata>> AsPages(string? continuationToken = null, int? pageSizeHint = null)
        => PagesAsync(continuationToken ?? query.ContinuationToken, Math.Max(1, pageSizeHint ?? query.PageSize));

    /// <exception cref="ArgumentException">The token is not the token of a page.</exception>
    public static InstanceFilter FilterOf(OrchestrationQuery query, string? token) => new(
        query.CreatedFrom?.UtcDateTime, query.CreatedTo?.UtcDateTime, [.. query.Statuses ?? []], query.InstanceIdPrefix, KeyOf(token));

    private static long KeyOf(string? token)
        => string.IsNullOrEmpty(token) ? 0
            : long.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var key) ? key
            : throw new ArgumentException($"'{token}' is no continuation token.", nameof(token));

    private async IAsyncEnumerable<Page<OrchestrationMetadata>> PagesAsync(
        string? token, int size, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var filter = FilterOf(query, token);
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();

            // One more than asked for shows whether there is another page.
            var found = await queries().ListAsync(filter, size + 1, query.FetchInputsAndOutputs);
            var more = found.Count > size;
            var shown = more ? found.Take(size).ToList() : found;
            var last = more ? shown[^1].Key : 0;
            yield return new Page<OrchestrationMetadata>(
                [.. shown.Select(instance => InstanceMetadata.Of(instance, query.FetchInputsAndOutputs))],
                more ? last.ToString(CultureInfo.InvariantCulture) : null);
            if (!more)
                yield break;
            filter = filter with { AfterKey = last };
        }
    }
}
