using Functron.Execution.Engine;
using Functron.Execution.Run;
using Functron.Execution.Run.ByLauncher;
using Microsoft.Extensions.Logging;

namespace Functron.Execution.Cleanup;

/// <summary>Removes what crashes left: this installation's containers, images and run folders whose instance has ended or is not known.</summary>
public sealed class Sweeper(
    IContainerEngine engine,
    InstallationId installation,
    LaunchFolders folders,
    LiveLaunches launches,
    RunsHere here,
    LauncherTrial trial,
    Leftovers leftovers,
    TimeProvider time,
    ILogger<Sweeper> logger)
{
    /// <summary>A folder is made a moment before it says whose it is.</summary>
    private static readonly TimeSpan NewFolder = TimeSpan.FromMinutes(1);

    /// <summary>Goes on after a failure, and waits for nothing that resists; <see cref="Leftovers"/> tries that again, and the next sweep the rest.</summary>
    /// <param name="isEndedOrUnknown">Of an instance id; asked once for each.</param>
    /// <exception cref="EngineUnreachableException">The engine does not answer.</exception>
    public async Task<SweepOutcome> SweepAsync(Func<string, CancellationToken, Task<bool>> isEndedOrUnknown, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> ours = [$"{Labels.Installation}={await installation.GetAsync(cancellationToken)}"];
        var answers = new Dictionary<string, bool>();

        // The folders first: nothing on the engine can hold them up.
        var swept = new Removals();
        foreach (var folder in folders.All())
        {
            // Its container may be about to start, or, of one that was terminated just now, its output is still being kept.
            if (here.Has(folder.RunId) || launches.IsConnected(folder.RunId))
                continue;
            if (folder.InstanceId() is { } instance ? await IsLeftAsync(instance) : time.GetUtcNow() - folder.CreatedUtc > NewFolder)
                await swept.AddAsync(folder.Path, () => Task.Run(folder.Delete, cancellationToken));
        }

        var containers = await leftovers.RemoveContainersAsync(await LeftAsync(engine.ListOwnContainersAsync), cancellationToken);

        // After the containers, which hold on to them.
        var images = await leftovers.RemoveImagesAsync(await LeftAsync(engine.ListOwnImagesAsync), cancellationToken);

        cancellationToken.ThrowIfCancellationRequested();
        var outcome = new SweepOutcome(containers.Done, images.Done, [.. containers.Failures, .. images.Failures, .. swept.Failures]);
        if (outcome is not { Containers: 0, Images: 0, Failures.Count: 0 })
            ExecutionLog.Swept(logger, outcome.Containers, outcome.Images, outcome.Failures.Count);
        return outcome;

        async Task<IReadOnlyList<LabelledResource>> LeftAsync(Func<IReadOnlyList<string>, CancellationToken, Task<IReadOnlyList<LabelledResource>>> list)
        {
            var left = new List<LabelledResource>();
            foreach (var resource in await list(ours, cancellationToken))
            {
                // Of one that was terminated just now, the function is still being killed, and its output kept.
                if (!here.Has(resource.Labels.GetValueOrDefault(Labels.Run, "")) && await IsLeftAsync(resource.Labels.GetValueOrDefault(Labels.Instance, "")))
                    left.Add(resource);
            }

            return left;
        }

        async Task<bool> IsLeftAsync(string instance)
        {
            if (trial.Owns(instance))
                return false;
            if (!answers.TryGetValue(instance, out var ended))
                answers[instance] = ended = await isEndedOrUnknown(instance, cancellationToken);
            return ended;
        }
    }
}

/// <summary>What a sweep removed, and what it could not.</summary>
public sealed record SweepOutcome(int Containers, int Images, IReadOnlyList<string> Failures);
