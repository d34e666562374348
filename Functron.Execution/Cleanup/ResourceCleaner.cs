using Functron.Execution.Engine;
using Functron.Execution.Launcher;
using Functron.Execution.Run;
using Microsoft.Extensions.Logging;

namespace Functron.Execution.Cleanup;

/// <summary>Removes what a run left on the engine, and its folder. Repeating it is safe; what is missing is done.</summary>
public sealed class ResourceCleaner(
    IContainerEngine engine, InstallationId installation, LaunchFolders folders, TimeProvider time, ILogger<ResourceCleaner> logger)
{
    /// <summary>Cleaning up has its own limit: it goes on when its caller is cancelled, but not for ever.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly Removal _removal = new(engine, time);

    /// <summary>Every container of the run with its anonymous volumes, then its folder and its image; what fails is in the outcome, and the sweep's business.</summary>
    /// <param name="cancellationToken">Not begun when cancelled already; once begun it is seen through.</param>
    public async Task<CleanupOutcome> CleanUpAsync(RunOrder order, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var started = time.GetTimestamp();
        using var limit = new CancellationTokenSource(Limit, time);
        var removals = new Removals();
        var labels = RunLabels.Filter(order, await installation.GetAsync(cancellationToken));

        await removals.AddAsync("containers", async () =>
        {
            foreach (var container in await engine.ListContainersAsync(labels, limit.Token))
                await removals.AddAsync(string.Join(' ', container.Names), () => _removal.ContainerAsync(container, limit.Token));
        });
        // After the container, which holds on to it.
        if (removals.Failures.Count == 0)
            await removals.AddAsync("folder", () => Task.Run(folders.Of(order).Delete, limit.Token));
        await removals.AddAsync("images", async () =>
        {
            foreach (var image in await engine.ListImagesAsync(labels, limit.Token))
                await removals.AddAsync(string.Join(' ', image.Names), () => _removal.ImageAsync(image, limit.Token));
        });

        var failures = string.Concat(removals.Failures.Select(f => f + "\n"));
        if (failures.Length > 0)
            ExecutionLog.CleanupFailed(logger, order.ResourceName(), failures);
        return new CleanupOutcome(Math.Round(time.GetElapsedTime(started).TotalMilliseconds, 1), "", failures);
    }
}
