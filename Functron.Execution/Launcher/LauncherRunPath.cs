using Functron.Execution.Cleanup;
using Functron.Execution.Engine;
using Functron.Execution.Payloads;
using Functron.Execution.Run;
using Microsoft.Extensions.Logging;

namespace Functron.Execution.Launcher;

/// <summary>
/// Runs functions by the launcher: the container's first process, which is released once and then needs neither Functron nor the engine.
/// The claim is the commit point's record, the launcher's status file what became of it.
/// </summary>
public sealed class LauncherRunPath(
    IContainerEngine engine,
    IPayloadStore store,
    InstallationId installation,
    LaunchFolders folders,
    LaunchedContainers containers,
    ImageUsers users,
    LaunchClaims claims,
    LiveLaunches launches,
    LauncherFollower follower,
    ContainerKiller killer,
    RunSlots slots,
    ExecutionOptions options,
    TimeProvider time,
    ILogger<LauncherRunPath> logger) : IRunPath
{
    /// <summary>How much longer than the function's timeout the launcher waits before it ends the function by itself: Functron comes first.</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan SettleLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10);

    private readonly Removal _removal = new(engine, time);

    async Task<IStartedRun> IRunPath.StartAsync(RunAttempt attempt, CancellationToken stop)
    {
        var creating = time.GetTimestamp();
        var image = await engine.FindImageAsync(attempt.ImageId, stop) ?? throw new LauncherException($"The image {attempt.ImageId} of {attempt.ContainerName} is gone.");
        var folder = folders.Create(attempt.Order.RunId, attempt.Order.InstanceId);
        await containers.PutProgramAsync(folder, stop);
        using var socket = LaunchSocket.Listen(folder.Mount);
        await using var files = await LaunchFiles.PrepareAsync(folder, attempt.Invocation.Stdin, attempt.Invocation.Tar, store, options, stop);
        var labels = RunLabels.Of(attempt, await installation.GetAsync(stop));
        var container = await containers.CreateAsync(folder, attempt.ContainerName, attempt.ImageId, labels, stop);
        ImageUser user;
        try
        {
            user = await users.FindAsync(image, container, stop);
        }
        catch (UnknownUserException e)
        {
            return new RefusedRun(attempt, new StartRefusal(StartRefusal.CannotRun, e.Message + "\n"), time.GetElapsedTime(creating).TotalMilliseconds, store, time);
        }

        var release = new Release(
            attempt.Order.RunId, user, attempt.Timeout + Grace, options.MaxOutputBytes, files.HasStdin, files.HasTar, image.Command);
        var created = time.GetElapsedTime(creating);
        var starting = time.GetUtcNow();
        var start = engine.StartAsync(container, CancellationToken.None);
        var claim = claims.WriteAsync(attempt.Order, new LaunchClaim(container, attempt.Number));
        try
        {
            var connection = await ReleaseAsync(attempt, start, claim, socket, release, files, stop);
            ExecutionLog.Started(logger, attempt.ContainerName, attempt.Number);
            return new LaunchedRun(attempt, folder, container, connection, start, created.TotalMilliseconds, starting, launches, follower);
        }
        catch
        {
            await Task.WhenAll(start, claim).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    async Task<Resumption> IRunPath.ResumeAsync(RunAttempt attempt, CancellationToken cancellationToken)
    {
        var folder = folders.Of(attempt.Order);
        if (await claims.ReadAsync(attempt.Order, cancellationToken) is not { } claim)
        {
            // Nothing was released before it was claimed: what is there is of no use.
            if (folder.Exists)
                await DiscardAsync(attempt, folder, cancellationToken);
            return new Resumption(null, attempt);
        }

        var status = await SettledAsync(attempt.Order, claim, folder, cancellationToken);
        ExecutionLog.FoundLaunched(logger, attempt.ContainerName, status.Released, status.IsFinal);
        if (status.Released)
        {
            // It ran before this host did; a slot is taken if there is one, but it must not wait: its deadline does not.
            using (slots.TryTake())
                return new Resumption(await follower.ResumeAsync(attempt, folder, claim.Container, cancellationToken), attempt);
        }

        if (!folder.Exists)
            throw new LauncherException($"The record of {attempt.ContainerName} is gone from {folder.Path}: whether its function ran cannot be told, so it is not run again.");
        await DiscardAsync(attempt, folder, cancellationToken);
        return new Resumption(null, attempt);
    }

    private async Task<LaunchConnection> ReleaseAsync(
        RunAttempt attempt, Task start, Task claim, LaunchSocket socket, Release release, LaunchFiles files, CancellationToken stop)
    {
        var connection = await containers.ConnectAsync(start, socket, time, stop);
        try
        {
            await claim;
            stop.ThrowIfCancellationRequested();
            launches.Add(attempt.Order, connection);
            await connection.ReleaseAsync(release, files.Handles);
            return connection;
        }
        catch (Exception e)
        {
            launches.Remove(attempt.Order);
            connection.Dispose();
            if (e is LauncherGoneException)
                throw new LauncherException($"The launcher of {attempt.ContainerName} ended before it was released: {e.Message}.");
            throw;
        }
    }

    /// <summary>
    /// Waits until it is certain whether a launcher was released: one that had not got all of its release when its Functron died ends at once.
    /// </summary>
    private async Task<LaunchStatus> SettledAsync(RunOrder order, LaunchClaim claim, LaunchFolder folder, CancellationToken cancellationToken)
    {
        for (var since = time.GetTimestamp(); ; await Task.Delay(Poll, time, cancellationToken))
        {
            if (LaunchStatus.Read(folder, order.RunId) is { Released: true } released)
                return released;
            if (await engine.InspectAsync(claim.Container, cancellationToken) is not { Phase: ContainerPhase.Running })
                break;
            if (time.GetElapsedTime(since) < SettleLimit)
                continue;
            await killer.KillAsync(claim.Container);
            break;
        }

        // Once more, now that nobody writes it any longer.
        return LaunchStatus.Read(folder, order.RunId);
    }

    /// <summary>Removes what was never released: the container first, for it is what could still be; the folder last, which says that there is something.</summary>
    private async Task DiscardAsync(RunAttempt attempt, LaunchFolder folder, CancellationToken cancellationToken)
    {
        var filter = RunLabels.Filter(attempt.Order, await installation.GetAsync(cancellationToken));
        foreach (var container in await engine.ListContainersAsync(filter, cancellationToken))
            await _removal.ContainerAsync(container, cancellationToken);
        await claims.RemoveAsync(attempt.Order);
        folder.Delete();
    }
}
