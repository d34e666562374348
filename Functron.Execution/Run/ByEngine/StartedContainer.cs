using Functron.Execution.Engine;

namespace Functron.Execution.Run.ByEngine;

/// <summary>A container that was started, or whose start was refused. Disposing it lets go of its streams.</summary>
/// <param name="Input">Null for a function without stdin.</param>
/// <param name="StartedTimestamp">When the engine said that it runs, on this machine's monotonic clock.</param>
internal sealed record StartedContainer(
    string Id,
    IContainerStream Output,
    IContainerStream? Input,
    double CreateMilliseconds,
    double? StartMilliseconds,
    long StartedTimestamp,
    StartRefusal? Refusal) : IDisposable
{
    public void Dispose()
    {
        Output.Dispose();
        Input?.Dispose();
    }
}
