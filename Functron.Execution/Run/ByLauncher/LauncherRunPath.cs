using Functron.Execution.Cleanup;
using Functron.Execution.Engine;
using Functron.Execution.Payloads;
using Functron.Execution.Results;
using Microsoft.Extensions.Logging;

namespace Functron.Execution.Run.ByLauncher;

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
    RefusedStarts refusals,
    RunSlots slots,
    StartsInFlight starts,
    ExecutionOptions options,
    TimeProvider time,
    ILogger<LauncherRunPath> logger) : IRunPath
{
    /// <summary>How much longer than the function's timeout the launcher waits before it ends the function by itself: Functron comes first.</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan SettleLimit = TimeSpan.FromSeconds(5);

    /// <summary>A launcher is there before the engine says that its container has started.</summary>
    private static readonly TimeSpan StartLag = TimeSpan.FromSeconds(1);

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
        string container;
        try
        {
            container = await containers.CreateAsync(folder, attempt.ContainerName, attempt.ImageId, labels, stop);
        }
        catch (EngineRefusedException e)
        {
            if (await refusals.OfCreationAsync(attempt, labels, e, stop) is { } refusal)
                return Refused(refusal);
            throw;
        }

        byte[] release;
        try
        {
            var user = await users.FindAsync(image, container, stop);
            release = new Release(
                attempt.Order.RunId, user, attempt.Timeout + Grace, options.MaxOutputBytes, files.HasStdin, files.HasTar, image.Command).ToBytes();
        }
        catch (Exception e) when (e is UnknownUserException or UnsendableReleaseException)
        {
            return Refused(new StartRefusal(StartRefusal.CannotRun, e.Message + "\n"));
        }
        catch (EngineRefusedException)
        {
            // Its accounts cannot be read. If that is the image's doing, the engine, which looks for root there, does not start it either.
            if (await TryStartAsync(container) is { } refusal)
                return Refused(refusal);
            throw;
        }

        var created = time.GetElapsedTime(creating);
        var starting = time.GetUtcNow();
        var start = engine.StartAsync(container, CancellationToken.None);
        var claim = claims.WriteAsync(attempt.Order, new LaunchClaim(container, attempt.Number));
        try
        {
            var connection = await ReleaseAsync(attempt, container, start, claim, socket, release, files, stop);
            ExecutionLog.Started(logger, attempt.ContainerName, attempt.Order.InstanceId, attempt.Number);
            return new LaunchedRun(attempt, folder, container, connection, start, created.TotalMilliseconds, starting, launches, follower, time);
        }
        catch (Exception e)
        {
            await Task.WhenAll(start, claim).WaitAsync(LaunchedRun.LongestStart, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (e is EngineRefusedException refused && await refusals.OfStartAsync(container, refused, CancellationToken.None) is { } refusal)
                return Refused(refusal);
            if (e is LauncherException && RefusedStarts.OfEnvironment(image) is { } tooLong)
                return Refused(tooLong);
            throw;
        }

        RefusedRun Refused(StartRefusal refusal)
        {
            ExecutionLog.Ended(logger, attempt.ContainerName, attempt.Order.InstanceId, Ending.StartRefused, refusal.ExitCode);
            return new RefusedRun(attempt, refusal, time.GetElapsedTime(creating).TotalMilliseconds, store, time);
        }
    }

    /// <summary>Only to learn whether it can be: nobody will release its launcher.</summary>
    private async Task<StartRefusal?> TryStartAsync(string container)
    {
        try
        {
            await engine.StartAsync(container, CancellationToken.None);
            return null;
        }
        catch (EngineRefusedException e)
        {
            return await refusals.OfStartAsync(container, e, CancellationToken.None);
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

        if (!folder.HasStatus)
            throw new LauncherException($"The record of {attempt.ContainerName} is gone from {folder.Path}: whether its function ran cannot be told, so it is not run again.");

        var status = await SettledAsync(attempt, claim, folder, cancellationToken);
        ExecutionLog.FoundLaunched(logger, attempt.ContainerName, attempt.Order.InstanceId, status.Released, status.IsFinal);
        if (!status.Released)
        {
            await DiscardAsync(attempt, folder, cancellationToken);
            return new Resumption(null, attempt);
        }

        // It ran before this host did; a slot is taken if there is one, but it must not wait: its deadline does not.
        using (slots.TryTake())
            return new Resumption(await follower.ResumeAsync(attempt, folder, claim.Container, cancellationToken), attempt);
    }

    private async Task<LaunchConnection> ReleaseAsync(
        RunAttempt attempt, string container, Task start, Task claim, LaunchSocket socket, byte[] release, LaunchFiles files, CancellationToken stop)
    {
        var connection = await containers.ConnectAsync(container, start, socket, time, stop);
        try
        {
            await claim;
            stop.ThrowIfCancellationRequested();
            starts.Add(start);
            await connection.ReleaseAsync(release, files.Handles);

            // Only now: a kill must not come in between the release's bytes.
            launches.Add(attempt.Order, connection);
            return connection;
        }
        catch (Exception e)
        {
            connection.Dispose();
            if (e is LauncherGoneException)
                throw new LauncherException($"The launcher of {attempt.ContainerName} ended before it was released: {e.Message}.");
            throw;
        }
    }

    /// <summary>
    /// Waits until it is certain whether a launcher was released: one that had not got all of its release when its Functron died ends at once,
    /// but what the engine says of its container may lag behind. So "not released" counts once the container is gone.
    /// </summary>
    private async Task<LaunchStatus> SettledAsync(RunAttempt attempt, LaunchClaim claim, LaunchFolder folder, CancellationToken cancellationToken)
    {
        for (var since = time.GetTimestamp(); time.GetElapsedTime(since) < SettleLimit; await Task.Delay(Poll, time, cancellationToken))
        {
            if (LaunchStatus.Read(folder, attempt.Order.RunId) is { Released: true } released)
                return released;
            var phase = (await engine.InspectAsync(claim.Container, cancellationToken))?.Phase;
            if (phase != ContainerPhase.Running && (phase != ContainerPhase.Created || time.GetElapsedTime(since) > StartLag))
                break;
        }

        await RemoveContainersAsync(attempt, cancellationToken);
        return LaunchStatus.Read(folder, attempt.Order.RunId);
    }

    /// <summary>Removes what was never released: the container first, for it is what could still be; the folder last, which says that there is something.</summary>
    private async Task DiscardAsync(RunAttempt attempt, LaunchFolder folder, CancellationToken cancellationToken)
    {
        await RemoveContainersAsync(attempt, cancellationToken);
        await claims.RemoveAsync(attempt.Order);
        folder.Delete();
    }

    /// <summary>Returns when no container of the run is left.</summary>
    private async Task RemoveContainersAsync(RunAttempt attempt, CancellationToken cancellationToken)
    {
        var filter = RunLabels.Filter(attempt.Order, await installation.GetAsync(cancellationToken));
        foreach (var container in await engine.ListOwnContainersAsync(filter, cancellationToken))
            await _removal.ContainerAsync(container, cancellationToken);
    }
}
