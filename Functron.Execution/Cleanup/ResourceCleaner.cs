using Functron.Execution.Engine;
using Functron.Execution.Run;
using Functron.Execution.Run.Stopping;
using Microsoft.Extensions.Logging;

namespace Functron.Execution.Cleanup;

/// <summary>
/// Removes what a run left on the engine, and its folder. It may be repeated: what is missing counts as removed. It finds everything by
/// name, because a list costs the engine more, the more it holds (38 ms with 496 images). What has lost its name is for the sweep.
/// </summary>
internal sealed class ResourceCleaner(
    RunContainers containers,
    RunMarks marks,
    RunsHere here,
    RunFolders folders,
    Leftovers leftovers,
    StopPatience patience,
    TimeProvider time,
    ILogger<ResourceCleaner> logger)
{
    /// <summary>Cleaning up has its own limit: it goes on when its caller is cancelled, but not for ever.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>For a run whose calls hung: its clean-up is likely to hang, too.</summary>
    private static readonly TimeSpan LimitWhenHung = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Removes every container of the run with its anonymous volumes, then its folder and its image. What fails is in the outcome.
    /// <see cref="Leftovers"/> tries again what resists, and the sweep finds the rest.
    /// </summary>
    /// <param name="cancellationToken">It is looked at only before the clean-up begins. A clean-up that has begun goes to its end.</param>
    public async Task<CleanupOutcome> CleanUpAsync(RunOrder order, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var started = time.GetTimestamp();
        var wait = patience.TakeHung(order) ? LimitWhenHung : Limit;
        using var limit = new CancellationTokenSource(Limit, time);
        var removals = new Removals();
        var name = order.ResourceName();
        var attempts = await marks.AttemptAsync(order, cancellationToken);
        for (var attempt = 1; attempt <= attempts; attempt++)
        {
            var container = order.ContainerName(attempt);
            await removals.AddAsync(container, async () => removals.Add(await RemoveContainerAsync(order, container, wait, limit.Token)));
        }

        // After the containers, which need them. What belongs to a container that resists is for the sweep.
        if (removals.Failures.Count == 0)
        {
            await removals.AddAsync("folder", () => Task.Run(folders.Of(order.RunId).Delete, limit.Token));

            // A run that used a known image has no image of its own. Then nothing has this name.
            await removals.AddAsync(
                name, async () => removals.Add(await leftovers.RemoveImageAsync(Named($"{name}:latest"), wait, limit.Token)));
        }

        // Also for a run that failed: nothing of it begins again.
        here.Ends(order);
        var failures = string.Concat(removals.Failures.Select(f => f + "\n"));
        if (failures.Length > 0)
            ExecutionLog.CleanupFailed(logger, name, order.InstanceId, failures);
        return new CleanupOutcome(Math.Round(time.GetElapsedTime(started).TotalMilliseconds, 1), "", failures);
    }

    private async Task<string?> RemoveContainerAsync(RunOrder order, string name, TimeSpan wait, CancellationToken cancellationToken)
    {
        using var patient = new CancellationTokenSource(wait, time);
        using var look = CancellationTokenSource.CreateLinkedTokenSource(patient.Token, cancellationToken);
        try
        {
            return await containers.FindAsync(order, name, look.Token) is { } container
                ? await leftovers.RemoveContainerAsync(
                    new LabelledResource(container.Id, [name], container.Labels), wait, cancellationToken)
                : null;
        }
        catch (OperationCanceledException) when (patient.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return $"container {name}: the engine did not say within {wait.TotalSeconds} s whose it is";
        }
    }

    private static LabelledResource Named(string name) => new(name, [], new Dictionary<string, string>());
}
