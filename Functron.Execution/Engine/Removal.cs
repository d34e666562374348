using System.Net;

namespace Functron.Execution.Engine;

/// <summary>Removes containers and images, and is patient with those that are just going away.</summary>
internal sealed class Removal(IContainerEngine engine, TimeProvider time)
{
    private const int Tries = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public Task ContainerAsync(LabelledResource container, CancellationToken cancellationToken) =>
        PatientlyAsync(() => engine.RemoveContainerAsync(container.Id, cancellationToken), cancellationToken);

    /// <summary>
    /// Removes an image by its names, because one of several names cannot be removed by its id. An image without a name goes by its id.
    /// </summary>
    public async Task ImageAsync(LabelledResource image, CancellationToken cancellationToken)
    {
        var names = image.Names.Where(n => !n.StartsWith("<none>", StringComparison.Ordinal)).DefaultIfEmpty(image.Id);
        foreach (var name in names)
            await PatientlyAsync(() => engine.RemoveImageAsync(name, cancellationToken), cancellationToken);
    }

    /// <summary>The engine says "conflict" while a removal is under way, and for an image whose container is still going away.</summary>
    private async Task PatientlyAsync(Func<Task> remove, CancellationToken cancellationToken)
    {
        for (var tried = 1; ; tried++)
        {
            try
            {
                await remove();
                return;
            }
            catch (EngineRefusedException e) when (e.Status == HttpStatusCode.Conflict && tried < Tries)
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }
}
