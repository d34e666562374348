using Functron.Execution.Payloads;
using Functron.FunctionApp.Instances;
using Microsoft.Extensions.Logging;

namespace Functron.FunctionApp.Sweeping;

/// <summary>
/// Removes the payloads of instances that nobody knows any more: purged since, or never started because the process died
/// between the request and its start.
/// </summary>
internal sealed class ForgottenFolders(IPayloadStore payloads, InstanceDirectory instances, ILogger<ForgottenFolders> logger)
{
    private IReadOnlySet<string> _atStart = new HashSet<string>();
    private HashSet<string> _unknown = [];

    /// <summary>Whether the instances can be asked about yet.</summary>
    public bool CanLook => instances.IsReady;

    /// <summary>Before anything is served: whatever is there now is of no request that is just being received.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken) =>
        _atStart = (await payloads.ListAsync(PayloadKeys.Instances, cancellationToken)).ToHashSet(StringComparer.Ordinal);

    /// <summary>
    /// Removes what was there at the start and is unknown, and what was unknown at the last look and still is: a request that was
    /// accepted a moment ago is only on its way to be started. So looks are far apart.
    /// </summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        // Only names that the gate gave: such a folder is named exactly as its instance.
        var folders = (await payloads.ListAsync(PayloadKeys.Instances, cancellationToken))
            .Where(folder => Guid.TryParseExact(folder, "N", out _)).ToList();
        if (folders.Count == 0 || !instances.IsReady)
            return;

        var known = await instances.InvocationsAsync(cancellationToken);
        var unknown = new HashSet<string>(StringComparer.Ordinal);
        foreach (var folder in folders.Where(folder => !known.Contains(folder)))
        {
            if (!_atStart.Contains(folder) && !_unknown.Contains(folder))
            {
                if (!await IsBeingReceivedAsync(folder, cancellationToken))
                    unknown.Add(folder);
            }
            else if (await instances.IsUnknownAsync(folder, cancellationToken))
            {
                await RemoveAsync(folder, cancellationToken);
            }
        }

        _unknown = unknown;
        _atStart = new HashSet<string>();
    }

    /// <summary>
    /// Until the gate accepts it, a request has no record; only an instance that something else started has a result without one.
    /// </summary>
    private async Task<bool> IsBeingReceivedAsync(string folder, CancellationToken cancellationToken) =>
        !await payloads.ExistsAsync(PayloadKeys.Request(folder), cancellationToken)
        && !await payloads.ExistsAsync(PayloadKeys.Result(folder), cancellationToken);

    /// <summary>One that cannot be removed keeps none of the others; it is tried again two looks later.</summary>
    private async Task RemoveAsync(string folder, CancellationToken cancellationToken)
    {
        try
        {
            await payloads.DeleteAsync(PayloadKeys.Instance(folder), cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.FolderNotRemoved(logger, folder, e.Message);
        }
    }
}
