using Functron.Execution.Engine;
using Functron.Execution.Run;
using Functron.Execution.Run.ByLauncher;
using Functron.Execution.Run.Stopping;
using Microsoft.Extensions.Logging;

namespace Functron.Execution.Cleanup;

/// <summary>
/// Removes what a run left on the engine, and its folder. Repeating it is safe; what is missing is done. All of it is known by name:
/// a listing costs the engine the more the more it holds (38 ms with 496 images). What has no name any more is the sweep's business.
/// </summary>
public sealed class ResourceCleaner(
    IContainerEngine engine,
    InstallationId installation,
    RunMarks marks,
    RunsHere here,
    LaunchFolders folders,
    Leftovers leftovers,
    HungRuns hung,
    TimeProvider time,
    ILogger<ResourceCleaner> logger)
{
    /// <summary>Cleaning up has its own limit: it goes on when its caller is cancelled, but not for ever.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>For what is likely to hang: a run whose calls hung.</summary>
    private static readonly TimeSpan LimitWhenHung = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Every container of the run with its anonymous volumes, then its folder and its image. What fails is in the outcome; what
    /// resists is tried on by <see cref="Leftovers"/>, and the sweep finds the rest.
    /// </summary>
    /// <param name="cancellationToken">Not begun when cancelled already; once begun it is seen through.</param>
    public async Task<CleanupOutcome> CleanUpAsync(RunOrder order, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var started = time.GetTimestamp();
        var patience = hung.Take(order) ? LimitWhenHung : Limit;
        using var limit = new CancellationTokenSource(Limit, time);
        var removals = new Removals();
        var name = order.ResourceName();
        var attempts = await marks.AttemptAsync(order, cancellationToken);
        for (var attempt = 1; attempt <= attempts; attempt++)
        {
            var container = ContainerNames.For(order, attempt);
            await removals.AddAsync(container, async () => removals.Add(await RemoveContainerAsync(order, container, patience, limit.Token)));
        }

        // After the container, which holds on to them: what belongs to a container that resists is the sweep's business.
        if (removals.Failures.Count == 0)
        {
            await removals.AddAsync("folder", () => Task.Run(folders.Of(order).Delete, limit.Token));

            // A run that used a known image has none of its own: then there is nothing of this name.
            await removals.AddAsync(name, async () => removals.Add(await leftovers.RemoveImageAsync(Named($"{name}:latest"), patience, limit.Token)));
        }

        // Also of a run that failed: nothing of it begins again.
        here.Ends(order);
        var failures = string.Concat(removals.Failures.Select(f => f + "\n"));
        if (failures.Length > 0)
            ExecutionLog.CleanupFailed(logger, name, order.InstanceId, failures);
        return new CleanupOutcome(Math.Round(time.GetElapsedTime(started).TotalMilliseconds, 1), "", failures);
    }

    /// <summary>Only the run's own: a name alone says nothing of whose it is.</summary>
    private async Task<string?> RemoveContainerAsync(RunOrder order, string name, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var patient = new CancellationTokenSource(patience, time);
        using var look = CancellationTokenSource.CreateLinkedTokenSource(patient.Token, cancellationToken);
        try
        {
            return await engine.InspectAsync(name, look.Token) is { } container
                && OwnResources.IsOurContainer(name, container.Labels)
                && container.Labels.GetValueOrDefault(Labels.Run) == order.RunId
                && container.Labels.GetValueOrDefault(Labels.Installation) == await installation.GetAsync(cancellationToken)
                    ? await leftovers.RemoveContainerAsync(new LabelledResource(container.Id, [name], container.Labels), patience, cancellationToken)
                    : null;
        }
        catch (OperationCanceledException) when (patient.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return $"container {name}: the engine did not say within {patience.TotalSeconds} s whose it is";
        }
    }

    private static LabelledResource Named(string name) => new(name, [], new Dictionary<string, string>());
}
