using Functron.Execution.Engine;

namespace Functron.Execution.Run.ByEngine;

/// <summary>A function's own running time, on the engine's clock. The clock of this machine may differ from it.</summary>
internal static class EngineClock
{
    /// <returns>How much of <paramref name="timeout"/> is left. Zero or less when it is over.</returns>
    public static async Task<TimeSpan> RemainingAsync(
        IContainerEngine engine, ContainerSnapshot started, TimeSpan timeout, CancellationToken cancellationToken) =>
        timeout - (await engine.ClockAsync(cancellationToken) - started.StartedAt!.Value);

    /// <summary>Never negative, though the engine may note the end of a very short function before its start.</summary>
    public static double? RunMilliseconds(ContainerSnapshot ended) =>
        ended.FinishedAt - ended.StartedAt is { } time ? Math.Max(0, time.TotalMilliseconds) : null;
}
