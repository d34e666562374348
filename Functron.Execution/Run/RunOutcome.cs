namespace Functron.Execution.Run;

/// <summary>How a run ended, small enough for history. The result itself is in the payload store.</summary>
/// <param name="Busy">No slot was free in time: nothing was started, try again.</param>
public sealed record RunOutcome(bool Busy, int? ExitCode, bool TimedOut, bool Cancelled);
