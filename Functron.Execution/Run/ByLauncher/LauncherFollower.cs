using Functron.Execution.Engine;
using Functron.Execution.Results;
using Functron.Execution.Run.Stopping;

namespace Functron.Execution.Run.ByLauncher;

/// <summary>
/// Stays with a function whose launcher was released, to its end: by the connection to the launcher, or by the files alone.
/// </summary>
internal sealed class LauncherFollower(
    IContainerEngine engine, RunSupervisor supervisor, FunctionKiller killer, LauncherConclusion conclusion, TimeProvider time)
{
    private static readonly TimeSpan FilePoll = TimeSpan.FromMilliseconds(25);

    /// <summary>
    /// How many looks at the file come between two looks at the container. The container only tells whether a last line can still come.
    /// </summary>
    private const int LooksPerInspection = 20;

    /// <summary>Stays with a launcher that was released here.</summary>
    public async Task<InvocationResult> FollowAsync(RunAttempt attempt, Launch launch, RunTimes times, CancellationToken cancellationToken)
    {
        var run = new WatchedRun(
            stop => EndedAsync(attempt, launch, stop),
            async stop =>
            {
                await launch.Connection.Started.WaitAsync(stop);
                await OverdueAsync(attempt, launch.Folder, stop);
            },
            WatchedRun.Never(time),
            () => killer.KillAsync(attempt.Order, launch.Container));
        await supervisor.UntilEndedAsync(attempt, run, cancellationToken);

        var status = LaunchStatus.Read(launch.Folder, attempt.Order.RunId);
        return await conclusion.OfAsync(
            attempt, launch.Folder, status, times with { Start = (status.StartedAt - launch.Starting)?.TotalMilliseconds });
    }

    /// <summary>Stays with a launcher that an earlier process released.</summary>
    public async Task<InvocationResult> ResumeAsync(
        RunAttempt attempt, LaunchFolder folder, string container, RunTimes times, CancellationToken cancellationToken)
    {
        var run = new WatchedRun(
            stop => UntilFinalAsync(attempt.Order, folder, container, stop),
            stop => OverdueAsync(attempt, folder, stop),
            WatchedRun.Never(time),
            () => killer.KillAsync(attempt.Order, container));
        await supervisor.UntilEndedAsync(attempt, run, cancellationToken);
        return await conclusion.OfAsync(attempt, folder, LaunchStatus.Read(folder, attempt.Order.RunId), times);
    }

    private async Task EndedAsync(RunAttempt attempt, Launch launch, CancellationToken stop)
    {
        await launch.Connection.Ended.WaitAsync(stop);

        // A connection that broke is no end yet.
        await UntilFinalAsync(attempt.Order, launch.Folder, launch.Container, stop);
    }

    /// <summary>Returns when the last line is there, or can no longer come.</summary>
    private async Task UntilFinalAsync(RunOrder order, LaunchFolder folder, string container, CancellationToken stop)
    {
        for (var look = 0; !LaunchStatus.Read(folder, order.RunId).IsFinal; look++)
        {
            if (look % LooksPerInspection == 0 && await IsGoneAsync(container, stop))
                return;
            await Task.Delay(FilePoll, time, stop);
        }
    }

    /// <summary>
    /// Returns when the time is over, and never early: a timer may be early by some milliseconds, and a function has the whole of its time.
    /// </summary>
    private async Task OverdueAsync(RunAttempt attempt, LaunchFolder folder, CancellationToken stop)
    {
        while (true)
        {
            var started = LaunchStatus.Read(folder, attempt.Order.RunId).StartedAt;
            var remaining = started + attempt.Timeout - time.GetUtcNow();
            if (remaining <= TimeSpan.Zero)
                return;
            await WatchedRun.After(remaining ?? FilePoll, time)(stop);
        }
    }

    /// <summary>An engine that is away says nothing about the container: the launcher goes on without the engine.</summary>
    private async Task<bool> IsGoneAsync(string container, CancellationToken stop)
    {
        try
        {
            return await engine.InspectAsync(container, stop) is not { Phase: ContainerPhase.Running };
        }
        catch (EngineUnreachableException)
        {
            return false;
        }
    }
}
