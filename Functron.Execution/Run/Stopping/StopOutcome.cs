namespace Functron.Execution.Run.Stopping;

/// <summary>What stopping a run came to.</summary>
/// <param name="Ended">It had not begun, and now it has its result: there is nothing to wait for. False: whoever is at it ends it.</param>
public sealed record StopOutcome(bool Ended);
