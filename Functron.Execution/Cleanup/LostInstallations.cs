using Functron.Execution.Engine;
using Microsoft.Extensions.Logging;

namespace Functron.Execution.Cleanup;

/// <summary>
/// What other installations have on this engine. The id by which an installation knows its own goes with its data directory;
/// whether another one is lost or lives cannot be seen from here, so only whoever runs Functron can say that it may go.
/// </summary>
internal sealed class LostInstallations(IContainerEngine engine, InstallationId installation, Leftovers leftovers, ILogger<LostInstallations> logger)
{
    private static readonly IReadOnlyList<string> OfAnyInstallation = [Labels.Installation];

    /// <summary>Removes all containers, running or not, and all images of every other installation; goes on after a failure, and waits for nothing that resists.</summary>
    /// <exception cref="EngineUnreachableException">The engine does not answer.</exception>
    public async Task<SweepOutcome> RemoveAsync(CancellationToken cancellationToken)
    {
        var containers = await leftovers.RemoveContainersAsync(await OfOthersAsync(engine.ListOwnContainersAsync, cancellationToken), cancellationToken);

        // After the containers, which hold on to them.
        var images = await leftovers.RemoveImagesAsync(await OfOthersAsync(engine.ListOwnImagesAsync, cancellationToken), cancellationToken);

        cancellationToken.ThrowIfCancellationRequested();
        var outcome = new SweepOutcome(containers.Done, images.Done, [.. containers.Failures, .. images.Failures]);
        ExecutionLog.SweptAll(logger, outcome.Containers, outcome.Images, outcome.Failures.Count);
        foreach (var failure in outcome.Failures)
            ExecutionLog.NotSwept(logger, failure);
        return outcome;
    }

    /// <summary>Warns of them when this data directory is a new one, for then it may be in the place of one that was lost.</summary>
    /// <returns>Whether it warned.</returns>
    /// <exception cref="EngineUnreachableException">The engine does not answer.</exception>
    public async Task<bool> WarnIfNewAsync(CancellationToken cancellationToken)
    {
        if (!await installation.IsNewAsync(cancellationToken))
            return false;
        var containers = (await OfOthersAsync(engine.ListOwnContainersAsync, cancellationToken)).Count;
        var images = (await OfOthersAsync(engine.ListOwnImagesAsync, cancellationToken)).Count;
        if (containers + images == 0)
            return false;
        ExecutionLog.OtherInstallations(logger, containers, images);
        return true;
    }

    private async Task<IReadOnlyList<LabelledResource>> OfOthersAsync(
        Func<IReadOnlyList<string>, CancellationToken, Task<IReadOnlyList<LabelledResource>>> list, CancellationToken cancellationToken)
    {
        var ours = await installation.GetAsync(cancellationToken);
        return [.. (await list(OfAnyInstallation, cancellationToken)).Where(r => r.Labels.TryGetValue(Labels.Installation, out var theirs) && theirs != ours)];
    }
}
