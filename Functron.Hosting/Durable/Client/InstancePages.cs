using System.Globalization;
using System.Runtime.CompilerServices;

using Functron.Hosting.Durable.Storage;

using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Functron.Hosting.Durable.Client;

/// <summary>Instances page by page, in the order of their start. A continuation token is the key of the last one given.</summary>
internal sealed class InstancePages(
    Func<IInstanceStore> store, OrchestrationQuery query, Func<StoredInstance, bool, OrchestrationMetadata> show) : AsyncPageable<OrchestrationMetadata>
{
    /// <exception cref="ArgumentException">The token is not one that a page had.</exception>
    public override IAsyncEnumerable<Page<OrchestrationMetadata>> AsPages(string? continuationToken = null, int? pageSizeHint = null)
        => PagesAsync(continuationToken ?? query.ContinuationToken, Math.Max(1, pageSizeHint ?? query.PageSize));

    /// <exception cref="ArgumentException">The token is not one that a page had.</exception>
    public static long KeyOf(string? token)
        => string.IsNullOrEmpty(token) ? 0
            : long.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var key) ? key
            : throw new ArgumentException($"'{token}' is no continuation token.", nameof(token));

    private async IAsyncEnumerable<Page<OrchestrationMetadata>> PagesAsync(
        string? token, int size, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var filter = new InstanceFilter(
            query.CreatedFrom?.UtcDateTime, query.CreatedTo?.UtcDateTime, [.. query.Statuses ?? []], query.InstanceIdPrefix, KeyOf(token));
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();

            // One more than asked for shows whether there is another page.
            var found = await store().ListAsync(filter, size + 1, query.FetchInputsAndOutputs);
            var more = found.Count > size;
            var shown = more ? found.Take(size).ToList() : found;
            var last = more ? shown[^1].Key : 0;
            yield return new Page<OrchestrationMetadata>(
                [.. shown.Select(instance => show(instance, query.FetchInputsAndOutputs))], more ? last.ToString(CultureInfo.InvariantCulture) : null);
            if (!more)
                yield break;
            filter = filter with { AfterKey = last };
        }
    }
}
