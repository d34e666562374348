using Functron.Execution.Engine;
using Microsoft.Extensions.Logging;

namespace Functron.Execution.Cleanup;

/// <summary>
/// Looks after what other installations have on this engine. The id by which an installation knows its own containers goes with its data
/// directory. Nobody can see from here whether another installation is lost or lives, so only whoever runs Functron can say that its
/// containers may go.
/// </summary>
internal sealed class LostInstallations(
    IContainerEngine engine, InstallationId installation, Leftovers leftovers, ILogger<LostInstallations> logger)
{
    private static readonly IReadOnlyList<string> OfAnyInstallation = [Labels.Installation];

    /// <summary>
    /// Removes all containers, running or not, and all images of every other installation. It goes on after a failure, and waits for
    /// nothing that resists.
    /// </summary>
    /// <exception cref="EngineUnreachableException">The engine does not answer.</exception>
    public async Task<SweepOutcome> RemoveAsync(CancellationToken cancellationToken)
    {
        var containers = await leftovers.RemoveContainersAsync(
            await OfOthersAsync(engine.ListOwnContainersAsync, cancellationToken), cancellationToken);

        // After the containers, which need them.
        var images = await leftovers.RemoveImagesAsync(
            await OfOthersAsync(engine.ListOwnImagesAsync, cancellationToken), cancellationToken);

        cancellationToken.ThrowIfCancellationRequested();
        var outcome = new SweepOutcome(containers.Done, images.Done, [.. containers.Failures, .. images.Failures]);
        ExecutionLog.SweptAll(logger, outcome.Containers, outcome.Images, outcome.Failures.Count);
        foreach (var failure in outcome.Failures)
            ExecutionLog.NotSwept(logger, failure);
        return outcome;
    }

    /// <summary>
    /// Warns of other installations when this data directory is a new one, because it may be in the place of one that was lost.
    /// </summary>
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
        var all = await list(OfAnyInstallation, cancellationToken);
        return [.. all.Where(resource => resource.Labels.TryGetValue(Labels.Installation, out var theirs) && theirs != ours)];
    }
}
