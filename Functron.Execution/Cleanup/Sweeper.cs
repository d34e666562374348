using Functron.Execution.Engine;
using Microsoft.Extensions.Logging;

namespace Functron.Execution.Cleanup;

/// <summary>Removes what crashes left: this installation's containers and images whose instance has ended or is not known.</summary>
public sealed class Sweeper(IContainerEngine engine, InstallationId installation, TimeProvider time, ILogger<Sweeper> logger)
{
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
            if (await IsLeftAsync(container))
                await containers.AddAsync(string.Join(' ', container.Names), () => _removal.ContainerAsync(container, cancellationToken));
        }

        // After the containers, which hold on to them.
        var images = new Removals();
        foreach (var image in await engine.ListImagesAsync(ours, cancellationToken))
        {
            if (await IsLeftAsync(image))
                await images.AddAsync(string.Join(' ', image.Names), () => _removal.ImageAsync(image, cancellationToken));
        }

        cancellationToken.ThrowIfCancellationRequested();
        var outcome = new SweepOutcome(containers.Done, images.Done, [.. containers.Failures, .. images.Failures]);
        if (outcome is not { Containers: 0, Images: 0, Failures.Count: 0 })
            ExecutionLog.Swept(logger, outcome.Containers, outcome.Images, outcome.Failures.Count);
        return outcome;

        async Task<bool> IsLeftAsync(LabelledResource resource)
        {
            var instance = resource.Labels.GetValueOrDefault(Labels.Instance, "");
            if (!answers.TryGetValue(instance, out var left))
                answers[instance] = left = await isEndedOrUnknown(instance, cancellationToken);
            return left;
        }
    }
}

/// <summary>What a sweep removed, and what it could not.</summary>
public sealed record SweepOutcome(int Containers, int Images, IReadOnlyList<string> Failures);
