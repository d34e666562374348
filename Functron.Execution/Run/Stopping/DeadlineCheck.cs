namespace Functron.Execution.Run.Stopping;

/// <summary>What a look at a deadline found.</summary>
/// <param name="RemainingSeconds">How long the function still may run. Only with <see cref="DeadlineState.Running"/>.</param>
public sealed record DeadlineCheck(DeadlineState State, double RemainingSeconds);

public enum DeadlineState
{
    /// <summary>Not started yet: its clock does not run.</summary>
    NotStarted,

    /// <summary>Started, and still within its time.</summary>
    Running,

    /// <summary>Its time was over, and it was killed now.</summary>
    Killed,

    /// <summary>It is no longer running.</summary>
    Ended,

    /// <summary>It waits for its slot. It tells when it has one.</summary>
    Queued,
}
