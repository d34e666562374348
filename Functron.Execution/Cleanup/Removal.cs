using System.Net;
using Functron.Execution.Engine;

namespace Functron.Execution.Cleanup;

/// <summary>Removes containers and images, patient with what is just going away.</summary>
internal sealed class Removal(IContainerEngine engine, TimeProvider time)
{
    private const int Tries = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public Task ContainerAsync(LabelledResource container, CancellationToken cancellationToken) =>
        PatientlyAsync(() => engine.RemoveContainerAsync(container.Id, cancellationToken), cancellationToken);

    /// <summary>By its names, for an image of several names cannot be removed by its id; by its id when it has none.</summary>
    public async Task ImageAsync(LabelledResource image, CancellationToken cancellationToken)
    {
        var names = image.Names.Where(n => !n.StartsWith("<none>", StringComparison.Ordinal)).DefaultIfEmpty(image.Id);
        foreach (var name in names)
            await PatientlyAsync(() => engine.RemoveImageAsync(name, cancellationToken), cancellationToken);
    }

    /// <summary>"Conflict" is what the engine says while a removal is under way, and of an image whose container still goes away.</summary>
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
