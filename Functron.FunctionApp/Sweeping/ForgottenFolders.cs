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

    /// <summary>Called before anything is served, so that no folder found now belongs to a request that is being received.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken) =>
        _atStart = (await payloads.ListAsync(PayloadKeys.Instances, cancellationToken)).ToHashSet(StringComparer.Ordinal);

    /// <summary>
    /// Removes a folder of an unknown instance if it was there at the start, or if its instance was unknown at the last look, too. A
    /// request that was just accepted is not started yet and so unknown for a moment, which is why looks are far apart.
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
    /// A request has no record until the gate accepts it. Only an instance that something else started has a result without a record.
    /// </summary>
    private async Task<bool> IsBeingReceivedAsync(string folder, CancellationToken cancellationToken) =>
        !await payloads.ExistsAsync(PayloadKeys.Request(folder), cancellationToken)
        && !await payloads.ExistsAsync(PayloadKeys.Result(folder), cancellationToken);

    /// <summary>A folder that cannot be removed does not keep the others from it. It is tried again two looks later.</summary>
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
