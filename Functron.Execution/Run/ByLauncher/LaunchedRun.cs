using Functron.Execution.Results;
using Functron.Execution.Run.Stopping;

namespace Functron.Execution.Run.ByLauncher;

/// <summary>A function whose launcher was released here.</summary>
internal sealed class LaunchedRun(
    RunAttempt attempt,
    Launch launch,
    double createMilliseconds,
    ConnectedRuns connected,
    LauncherFollower follower,
    TimeProvider time) : IStartedRun
{
    public Task<InvocationResult> FollowAsync(double slotMilliseconds, CancellationToken cancellationToken) =>
        follower.FollowAsync(attempt, launch, new RunTimes(slotMilliseconds, createMilliseconds), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        connected.Remove(attempt.Order);
        launch.Connection.Dispose();

        // What the engine says no longer matters, but the clean-up should not come before its call is through. An engine that never answers
        // holds nothing up.
        await launch.Start.WaitAsync(LaunchCommit.LongestStart, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
