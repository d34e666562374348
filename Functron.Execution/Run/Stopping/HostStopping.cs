namespace Functron.Execution.Run.Stopping;

/// <summary>
/// Tells whose cancellation it is when an activity's token is cancelled: the host's stop leaves containers running,
/// so that they are found again after the next start; anything else stops them.
/// </summary>
/// <param name="stopping">Cancelled before the activities' tokens are when the host stops.</param>
/// <param name="nothingElse">
/// Where nothing but its stop makes the host cancel an activity, and it does so before this process learns of the stop.
/// </param>
public sealed class HostStopping(CancellationToken stopping, bool nothingElse = false)
{
    /// <summary>Asked once an activity's token is cancelled.</summary>
    public bool IsStopping => nothingElse || stopping.IsCancellationRequested;
}
