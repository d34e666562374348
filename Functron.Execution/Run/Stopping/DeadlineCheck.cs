namespace Functron.Execution.Run.Stopping;

/// <summary>What enforcing a deadline found.</summary>
/// <param name="RemainingSeconds">How long the function still may run; only with <see cref="DeadlineState.Running"/>.</param>
public sealed record DeadlineCheck(DeadlineState State, double RemainingSeconds);

public enum DeadlineState
{
    /// <summary>Not started yet: its clock does not run.</summary>
    NotStarted,

    /// <summary>Started, and still within its time.</summary>
    Running,

    /// <summary>Its time was over and it was killed now.</summary>
    Killed,

    /// <summary>It is no longer running.</summary>
    Ended,

    /// <summary>It waits for its slot, and says so when it has it.</summary>
    Queued,
}
