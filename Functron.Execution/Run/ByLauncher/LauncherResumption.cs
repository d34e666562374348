using Functron.Execution.Engine;
using Functron.Execution.Results;
using Microsoft.Extensions.Logging;

namespace Functron.Execution.Run.ByLauncher;

/// <summary>Goes on with what an earlier execution of a run left: with a launcher that was released, or from the beginning.</summary>
internal sealed class LauncherResumption(
    IContainerEngine engine,
    RunContainers containers,
    LaunchFolders folders,
    LaunchClaims claims,
    LauncherFollower follower,
    TimeProvider time,
    ILogger<LauncherResumption> logger)
{
    private static readonly TimeSpan SettleLimit = TimeSpan.FromSeconds(5);

    /// <summary>A launcher is there before the engine says that its container has started.</summary>
    private static readonly TimeSpan StartLag = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10);

    /// <exception cref="LauncherException">The launcher's record is gone, so nobody can tell whether the function ran.</exception>
    public async Task<Resumption> ResumeAsync(RunAttempt attempt, CancellationToken cancellationToken)
    {
        var folder = folders.Of(attempt.Order);
        if (await claims.ReadAsync(attempt.Order, cancellationToken) is not { } claim)
        {
            // Nothing is released before it is claimed, so what is there is of no use.
            if (folder.Exists)
                await DiscardAsync(attempt, folder, cancellationToken);
            return new Resumption(null, attempt);
        }

        if (!folder.HasStatus)
        {
            throw new LauncherException(
                $"The record of {attempt.ContainerName} is gone from {folder.Path}: "
                + "whether its function ran cannot be told, so it is not run again.");
        }

        var status = await SettledAsync(attempt, claim, folder, cancellationToken);
        ExecutionLog.FoundLaunched(logger, attempt.ContainerName, attempt.Order.InstanceId, status.Released, status.IsFinal);
        if (status.Released)
            return new Resumption(new FoundRun(attempt, folder, claim.Container, follower), attempt);
        await DiscardAsync(attempt, folder, cancellationToken);
        return new Resumption(null, attempt);
    }

    /// <summary>
    /// Waits until it is certain whether a launcher was released. One that had not got all of its release when its Functron died ends at
    /// once, but what the engine says of its container may come later. So "not released" counts only once the container is gone.
    /// </summary>
    private async Task<LaunchStatus> SettledAsync(
        RunAttempt attempt, LaunchClaim claim, LaunchFolder folder, CancellationToken cancellationToken)
    {
        for (var since = time.GetTimestamp(); time.GetElapsedTime(since) < SettleLimit; await Task.Delay(Poll, time, cancellationToken))
        {
            if (LaunchStatus.Read(folder, attempt.Order.RunId) is { Released: true } released)
                return released;
            var phase = (await engine.InspectAsync(claim.Container, cancellationToken))?.Phase;
            if (phase != ContainerPhase.Running && (phase != ContainerPhase.Created || time.GetElapsedTime(since) > StartLag))
                break;
        }

        await containers.RemoveAsync(attempt.Order, cancellationToken);
        return LaunchStatus.Read(folder, attempt.Order.RunId);
    }

    /// <summary>
    /// Removes what was never released. The container comes first, for it is what could still be released. The folder comes last, for it
    /// says that there is something.
    /// </summary>
    private async Task DiscardAsync(RunAttempt attempt, LaunchFolder folder, CancellationToken cancellationToken)
    {
        await containers.RemoveAsync(attempt.Order, cancellationToken);
        await claims.RemoveAsync(attempt.Order);
        folder.Delete();
    }

    /// <summary>A function whose launcher an earlier process released.</summary>
    private sealed class FoundRun(RunAttempt attempt, LaunchFolder folder, string container, LauncherFollower follower) : IStartedRun
    {
        public Task<InvocationResult> FollowAsync(double slotMilliseconds, CancellationToken cancellationToken) =>
            follower.ResumeAsync(attempt, folder, container, new RunTimes(slotMilliseconds), cancellationToken);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
