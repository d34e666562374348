using Functron.Execution.Results;

namespace Functron.Execution.Run.ByLauncher;

/// <summary>A function whose launcher was released here.</summary>
/// <param name="start">The engine's call that started the container: it may still be under way when the function has ended.</param>
/// <param name="starting">When that call was made.</param>
internal sealed class LaunchedRun(
    RunAttempt attempt,
    LaunchFolder folder,
    string container,
    LaunchConnection connection,
    Task start,
    double createMilliseconds,
    DateTimeOffset starting,
    LiveLaunches launches,
    LauncherFollower follower,
    TimeProvider time) : IStartedRun
{
    /// <summary>For the engine's call to come back once its function has run.</summary>
    internal static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(10);

    public Task<InvocationResult> FollowAsync(double slotMilliseconds, CancellationToken cancellationToken) =>
        follower.FollowAsync(attempt, folder, container, connection, new RunTimes(slotMilliseconds, createMilliseconds), starting, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        launches.Remove(attempt.Order);
        connection.Dispose();

        // What it says no longer matters; but the clean-up should not come before it is through. An engine that never answers holds up nothing.
        await start.WaitAsync(LongestStart, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
