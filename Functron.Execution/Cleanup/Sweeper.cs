using Functron.Execution.Engine;
using Functron.Execution.Run;
using Functron.Execution.Run.Stopping;
using Microsoft.Extensions.Logging;

namespace Functron.Execution.Cleanup;

/// <summary>
/// Removes what crashes left: this installation's containers, images and run folders of instances that have ended or are not known.
/// </summary>
internal sealed class Sweeper(
    IContainerEngine engine,
    InstallationId installation,
    RunFolders folders,
    ConnectedRuns connected,
    RunsHere here,
    Leftovers leftovers,
    TimeProvider time,
    ILogger<Sweeper> logger)
{
    /// <summary>A folder is made a moment before it says whose it is, so a new one is left alone for so long.</summary>
    private static readonly TimeSpan NewFolder = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Goes on after a failure, and waits for nothing that resists. <see cref="Leftovers"/> tries that again, and the next sweep tries the
    /// rest.
    /// </summary>
    /// <param name="isEndedOrUnknown">Asked once for each instance id.</param>
    /// <exception cref="EngineUnreachableException">The engine does not answer.</exception>
    public async Task<SweepOutcome> SweepAsync(
        Func<string, CancellationToken, Task<bool>> isEndedOrUnknown, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> ours = [$"{Labels.Installation}={await installation.GetAsync(cancellationToken)}"];
        var answers = new Dictionary<string, bool>();

        // The folders first: nothing on the engine can hold them up.
        var swept = new Removals();
        foreach (var folder in folders.All())
        {
            // Its container may be about to start. Or its run was terminated just now, and its output is still being kept.
            if (here.Has(folder.RunId) || connected.Has(folder.RunId))
                continue;
            if (folder.InstanceId() is { } instance ? await IsLeftAsync(instance) : time.GetUtcNow() - folder.CreatedUtc > NewFolder)
                await swept.AddAsync(folder.Path, () => Task.Run(folder.Delete, cancellationToken));
        }

        var containers = await leftovers.RemoveContainersAsync(await LeftAsync(engine.ListOwnContainersAsync), cancellationToken);

        // After the containers, which need them.
        var images = await leftovers.RemoveImagesAsync(await LeftAsync(engine.ListOwnImagesAsync), cancellationToken);

        cancellationToken.ThrowIfCancellationRequested();
        var outcome = new SweepOutcome(containers.Done, images.Done, [.. containers.Failures, .. images.Failures, .. swept.Failures]);
        if (outcome is not { Containers: 0, Images: 0, Failures.Count: 0 })
            ExecutionLog.Swept(logger, outcome.Containers, outcome.Images, outcome.Failures.Count);
        return outcome;

        async Task<IReadOnlyList<LabelledResource>> LeftAsync(
            Func<IReadOnlyList<string>, CancellationToken, Task<IReadOnlyList<LabelledResource>>> list)
        {
            var left = new List<LabelledResource>();
            foreach (var resource in await list(ours, cancellationToken))
            {
                // The function of a run that was terminated just now is still being killed, and its output kept.
                if (here.Has(resource.Labels.GetValueOrDefault(Labels.Run, "")))
                    continue;
                if (await IsLeftAsync(resource.Labels.GetValueOrDefault(Labels.Instance, "")))
                    left.Add(resource);
            }

            return left;
        }

        async Task<bool> IsLeftAsync(string instance)
        {
            if (here.IsProtected(instance))
                return false;
            if (!answers.TryGetValue(instance, out var ended))
                answers[instance] = ended = await isEndedOrUnknown(instance, cancellationToken);
            return ended;
        }
    }
}

/// <summary>What a sweep removed, and what it could not remove.</summary>
public sealed record SweepOutcome(int Containers, int Images, IReadOnlyList<string> Failures);
