using Functron.Execution.Engine;
using Functron.Execution.Results;
using Functron.Execution.Run.Stopping;
using Microsoft.Extensions.Logging;

namespace Functron.Execution.Run.ByLauncher;

/// <summary>Starts functions by the launcher: prepares the launch, makes the release, and commits.</summary>
internal sealed class LauncherStarter(
    IContainerEngine engine,
    LaunchPreparation preparation,
    LaunchCommit commit,
    ImageUsers users,
    RefusedStarts refusals,
    ConnectedRuns connected,
    LauncherFollower follower,
    ExecutionOptions options,
    TimeProvider time,
    ILogger<LauncherStarter> logger)
{
    /// <summary>
    /// How much longer than the function's timeout the launcher waits before it ends the function by itself. Functron is to come first.
    /// </summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    /// <param name="stop">Stops it anywhere before the release. What was made until then is left for the clean-up.</param>
    /// <exception cref="LauncherException">The launcher did not do its work.</exception>
    /// <exception cref="EngineRefusedException">The platform's failure. The user's failure is in the answer.</exception>
    public async Task<IStartedRun> StartAsync(RunAttempt attempt, CancellationToken stop)
    {
        var creating = time.GetTimestamp();
        var image = await engine.FindImageAsync(attempt.ImageId, stop)
            ?? throw new LauncherException($"The image {attempt.ImageId} of {attempt.ContainerName} is gone.");
        try
        {
            await using var prepared = await preparation.PrepareAsync(attempt, stop);
            var release = await ReleaseAsync(attempt, image, prepared, stop);
            var created = time.GetElapsedTime(creating);
            var launch = await CommitAsync(attempt, image, prepared, release, stop);
            ExecutionLog.Started(logger, attempt.ContainerName, attempt.Order.InstanceId, attempt.Number);
            return new LaunchedRun(attempt, launch, created.TotalMilliseconds, connected, follower, time);
        }
        catch (RefusedStartException e)
        {
            ExecutionLog.Ended(logger, attempt.ContainerName, attempt.Order.InstanceId, Ending.StartRefused, e.Refusal.ExitCode);
            return refusals.RunOf(attempt, e.Refusal, time.GetElapsedTime(creating));
        }
    }

    private async Task<byte[]> ReleaseAsync(RunAttempt attempt, ImageSnapshot image, PreparedLaunch prepared, CancellationToken stop)
    {
        try
        {
            var user = await users.FindAsync(image, prepared.Container, stop);
            return new Release(
                attempt.Order.RunId,
                user,
                attempt.Timeout + Grace,
                options.MaxOutputBytes,
                prepared.Files.HasStdin,
                prepared.Files.HasTar,
                image.Command).ToBytes();
        }
        catch (Exception e) when (e is UnknownUserException or UnsendableReleaseException)
        {
            throw new RefusedStartException(new StartRefusal(StartRefusal.CannotRun, e.Message + "\n"));
        }
        catch (EngineRefusedException)
        {
            // The image's accounts cannot be read. If that is the image's fault, the engine, which looks for root there, does not start it
            // either.
            if (await TryStartAsync(prepared.Container) is { } refusal)
                throw new RefusedStartException(refusal);
            throw;
        }
    }

    /// <summary>Starts the container only to learn whether that is possible: nobody will release its launcher.</summary>
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

    private async Task<Launch> CommitAsync(
        RunAttempt attempt, ImageSnapshot image, PreparedLaunch prepared, byte[] release, CancellationToken stop)
    {
        try
        {
            return await commit.CommitAsync(attempt, prepared, release, stop);
        }
        catch (EngineRefusedException e)
        {
            if (await refusals.OfStartAsync(prepared.Container, e, CancellationToken.None) is { } refusal)
                throw new RefusedStartException(refusal);
            throw;
        }
        catch (LauncherException)
        {
            if (RefusedStarts.OfEnvironment(image) is { } tooLong)
                throw new RefusedStartException(tooLong);
            throw;
        }
    }
}
