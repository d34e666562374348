namespace Functron.Execution.Run;

/// <summary>
/// Tells whose cancellation it is when an activity's token is cancelled: the host's stop leaves containers running,
/// so that they are found again after the next start; anything else stops them.
/// </summary>
/// <param name="stopping">Cancelled before the activities' tokens are when the host stops.</param>
public sealed class HostStopping(CancellationToken stopping)
{
    public bool IsStopping => stopping.IsCancellationRequested;
}
