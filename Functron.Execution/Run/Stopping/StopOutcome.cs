namespace Functron.Execution.Run.Stopping;

/// <summary>What became of a request to stop a run.</summary>
/// <param name="Ended">
/// True: the run had not begun, and it has its result now, so there is nothing to wait for. False: whoever carries the run out ends it.
/// </param>
public sealed record StopOutcome(bool Ended);
