namespace Functron.Execution.Run.Stopping;

/// <summary>
/// Tells whose cancellation it is when an activity's token is cancelled. A host that stops leaves containers running, so that they are
/// found again after its next start. Any other cancellation stops them.
/// </summary>
/// <param name="stopping">Cancelled when the host stops, before the activities' tokens are.</param>
/// <param name="nothingElse">
/// True on a host that cancels an activity only because it stops, and does so before this process learns of the stop.
/// </param>
public sealed class HostStopping(CancellationToken stopping, bool nothingElse = false)
{
    /// <summary>To be asked once an activity's token is cancelled.</summary>
    internal bool IsStopping => nothingElse || stopping.IsCancellationRequested;
}
