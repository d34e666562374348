namespace Functron.Execution.Run.Stopping;

/// <summary>What a supervisor has to know of a run, whichever way it is run. The tokens end the watching, not the run.</summary>
/// <param name="Ended">Completes when it has ended.</param>
/// <param name="Overdue">Completes when its time is over.</param>
/// <param name="Broken">Ends only by failing, when its output can no longer be kept.</param>
/// <param name="Kill">Returns when no process of it is left.</param>
internal sealed record WatchedRun(
    Func<CancellationToken, Task> Ended,
    Func<CancellationToken, Task> Overdue,
    Func<CancellationToken, Task> Broken,
    Func<Task> Kill)
{
    public static Func<CancellationToken, Task> Never(TimeProvider time) => stop => Task.Delay(Timeout.InfiniteTimeSpan, time, stop);

    public static Func<CancellationToken, Task> After(TimeSpan remaining, TimeProvider time) =>
        stop => Task.Delay(remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero, time, stop);
}
