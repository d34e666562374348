using Functron.Execution.Engine;
using Functron.Execution.Launcher;
using Microsoft.Extensions.Logging;

namespace Functron.Execution.Cleanup;

/// <summary>Removes what crashes left: this installation's containers, images and run folders whose instance has ended or is not known.</summary>
public sealed class Sweeper(
    IContainerEngine engine, InstallationId installation, LaunchFolders folders, LiveLaunches launches, LauncherTrial trial, TimeProvider time, ILogger<Sweeper> logger)
{
    /// <summary>A folder is made a moment before it says whose it is.</summary>
    private static readonly TimeSpan NewFolder = TimeSpan.FromMinutes(1);

    private readonly Removal _removal = new(engine, time);

    /// <summary>Goes on after a failure; the next sweep tries it again.</summary>
    /// <param name="isEndedOrUnknown">Of an instance id; asked once for each.</param>
    /// <exception cref="EngineUnreachableException">The engine does not answer.</exception>
    public async Task<SweepOutcome> SweepAsync(Func<string, CancellationToken, Task<bool>> isEndedOrUnknown, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> ours = [$"{Labels.Installation}={await installation.GetAsync(cancellationToken)}"];
        var answers = new Dictionary<string, bool>();

        var containers = new Removals();
        foreach (var container in await engine.ListContainersAsync(ours, cancellationToken))
        {
            if (await IsLeftAsync(InstanceOf(container)))
                await containers.AddAsync(string.Join(' ', container.Names), () => _removal.ContainerAsync(container, cancellationToken));
        }

        // After the containers, which hold on to them.
        var images = new Removals();
        foreach (var image in await engine.ListImagesAsync(ours, cancellationToken))
        {
            if (await IsLeftAsync(InstanceOf(image)))
                await images.AddAsync(string.Join(' ', image.Names), () => _removal.ImageAsync(image, cancellationToken));
        }

        var left = new Removals();
        foreach (var folder in folders.All())
        {
            // Of one that was terminated just now, the output is still being kept.
            if (launches.IsConnected(folder.RunId))
                continue;
            if (folder.InstanceId() is { } instance ? await IsLeftAsync(instance) : time.GetUtcNow() - folder.CreatedUtc > NewFolder)
                await left.AddAsync(folder.Path, () => Task.Run(folder.Delete, cancellationToken));
        }

        cancellationToken.ThrowIfCancellationRequested();
        var outcome = new SweepOutcome(containers.Done, images.Done, [.. containers.Failures, .. images.Failures, .. left.Failures]);
        if (outcome is not { Containers: 0, Images: 0, Failures.Count: 0 })
            ExecutionLog.Swept(logger, outcome.Containers, outcome.Images, outcome.Failures.Count);
        return outcome;

        async Task<bool> IsLeftAsync(string instance)
        {
            if (trial.Owns(instance))
                return false;
            if (!answers.TryGetValue(instance, out var ended))
                answers[instance] = ended = await isEndedOrUnknown(instance, cancellationToken);
            return ended;
        }
    }

    private static string InstanceOf(LabelledResource resource) => resource.Labels.GetValueOrDefault(Labels.Instance, "");
}

/// <summary>What a sweep removed, and what it could not.</summary>
public sealed record SweepOutcome(int Containers, int Images, IReadOnlyList<string> Failures);
