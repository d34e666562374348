using Functron.Execution.Requests;
using Functron.Execution.Run.Stopping;

namespace Functron.FunctionApp.Orchestration;

/// <summary>
/// When the orchestrator looks at a deadline. It is a pure function of what was seen, so that a replay finds the same times.
/// </summary>
internal sealed class DeadlinePacing(FunctionTimeout timeout)
{
    /// <summary>Before a run that found no slot is tried again.</summary>
    public static readonly TimeSpan BusyPause = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private TimeSpan _pause = Shortest;

    /// <summary>How long the next timer runs; the first gives the run activity a second to keep the deadline by itself.</summary>
    public TimeSpan Next { get; private set; } = timeout.Duration + Shortest;

    public void After(DeadlineCheck check)
    {
        var remaining = check.State == DeadlineState.Running ? TimeSpan.FromSeconds(check.RemainingSeconds) : TimeSpan.Zero;
        Next = remaining > _pause ? remaining : _pause;
        _pause = _pause * 2 < Longest ? _pause * 2 : Longest;
    }
}
