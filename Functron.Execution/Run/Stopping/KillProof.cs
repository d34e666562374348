using Functron.Execution.Engine;

namespace Functron.Execution.Run.Stopping;

/// <summary>Proves that a killed container has ended: the engine says that it is not running and has no process.</summary>
internal sealed class KillProof(IContainerEngine engine, TimeProvider time)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    /// <param name="patience">The engine is asked at least once, however short this is. Null: as long as the token allows.</param>
    /// <returns>Null when the container has ended or is gone. Else what is left of it when the patience is over.</returns>
    public async Task<ContainerSnapshot?> WaitAsync(string container, TimeSpan? patience, CancellationToken cancellationToken)
    {
        for (var since = time.GetTimestamp(); ; await Task.Delay(Poll, time, cancellationToken))
        {
            if (await engine.InspectAsync(container, cancellationToken) is not { } left || !IsAlive(left))
                return null;
            if (time.GetElapsedTime(since) >= patience)
                return left;
        }
    }

    private static bool IsAlive(ContainerSnapshot container) => container.Phase == ContainerPhase.Running || container.Pid != 0;
}
