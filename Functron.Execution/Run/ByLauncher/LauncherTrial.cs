using Functron.Execution.Build;
using Functron.Execution.Cleanup;
using Functron.Execution.Engine;
using Functron.Execution.Payloads;
using Functron.Execution.Requests;
using Functron.Execution.Requests.Dockerfiles;

namespace Functron.Execution.Run.ByLauncher;

/// <summary>
/// Tries the launcher with this engine. Only a trial tells whether the engine mounts folders of this machine, runs the program, and lets it
/// reach a socket here. The container is made from an empty image, and the function is the launcher itself, asked for its version.
/// </summary>
internal sealed class LauncherTrial(
    IContainerEngine engine,
    IPayloadStore store,
    RunContainers containers,
    RunsHere here,
    LaunchFolders folders,
    LaunchedContainers launched,
    Leftovers leftovers,
    ExecutionOptions options,
    TimeProvider time)
{
    private const string Expected = "functron-launcher 1\n";
    private const int Ok = 0;

    // A trial takes about half a second, but an engine may be busy.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LimitWhenStopping = TimeSpan.FromSeconds(6);

    /// <summary>
    /// The pause before the second clean-up. A build that was given up in its last step still makes its image, without a name
    /// (emitImageID in moby's builder/dockerfile/builder.go fails when nobody listens).
    /// </summary>
    private static readonly TimeSpan LatePause = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(5);

    /// <summary>The instance id of this process's trials. It belongs to no invocation, and a sweep must not take it for lost.</summary>
    private readonly string _instance = here.Protect($"trial-{Guid.NewGuid():N}");

    /// <returns>Why the launcher cannot be used here. Null when it can.</returns>
    /// <exception cref="EngineUnreachableException">The engine does not answer: nothing can be said.</exception>
    public async Task<LauncherObstacle?> FindObstacleAsync(CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
            return ForGood("the launcher needs Functron and the engine on the same Linux machine");
        if (!engine.Endpoint.StartsWith("unix://", StringComparison.Ordinal))
            return ForGood($"the engine at {engine.Endpoint} is not reached through a Unix socket, so it may be another machine's");
        var platform = await engine.PlatformAsync(cancellationToken);
        if (LauncherBinary.ResourceFor(platform) is null)
            return ForGood($"there is no launcher for {platform.Os}/{platform.Architecture}");
        return await TryAsync(cancellationToken) is { } failure ? new LauncherObstacle(failure, MayPass: true) : null;
    }

    private static LauncherObstacle ForGood(string why) => new(why, MayPass: false);

    private async Task<string?> TryAsync(CancellationToken cancellationToken)
    {
        // A build or a creation that is given up may still come to its end on the engine, when nobody looks any more for what to remove. So
        // a process that stops waits for the trial's end.
        using var limit = new CancellationTokenSource(Limit, time);
        await using var hurry = cancellationToken.Register(() => limit.CancelAfter(LimitWhenStopping));

        // Each try has its own run id: what the last try could not remove must not be in the way.
        var order = new RunOrder(_instance, Guid.NewGuid().ToString("N"), "", "trial", FunctionTimeout.OfSeconds(10));
        try
        {
            // A call that hangs may not see its token.
            return await TryAsync(order, limit.Token).WaitAsync(Limit + Slack, time, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            return $"a trial of the launcher hung for {(Limit + Slack).TotalSeconds} s";
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return $"a trial of the launcher was not through after {Limit.TotalSeconds} s";
        }
        catch (Exception e) when (e is EngineRefusedException or EngineTimeoutException or LauncherException or InvalidOperationException)
        {
            return $"a trial of the launcher failed: {e.Message}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Net.Sockets.SocketException)
        {
            return $"a trial of the launcher failed in the data directory: {e.Message}";
        }
        finally
        {
            await CleanUpWithinLimitAsync(order);
            if (limit.IsCancellationRequested)
            {
                await Task.Delay(LatePause, time, CancellationToken.None);
                await CleanUpWithinLimitAsync(order);
            }
        }
    }

    private async Task<string?> TryAsync(RunOrder order, CancellationToken stop)
    {
        var labels = await containers.LabelsAsync(order, stop);
        var name = order.ResourceName();
        var context = BuildContext.Of(LabelledDockerfile.Of(Dockerfile.Parse("FROM scratch\n"), labels));
        await engine.BuildAsync(new ImageBuild(name, context), new Progress<BuilderMessage>(), stop);
        if (await engine.FindImageAsync(name, stop) is not { } image)
            return "the engine does not build an empty image";

        var folder = folders.Create(order.RunId, order.InstanceId);
        await launched.PutProgramAsync(folder, stop);
        using var socket = LaunchSocket.Listen(folder.Mount);
        await using var files = await LaunchFiles.PrepareAsync(folder, Payload.Empty, Payload.Empty, store, options, stop);
        var container = await launched.CreateAsync(folder, name, image.Id, labels, stop);
        var start = engine.StartAsync(container, CancellationToken.None);
        try
        {
            using var connection = await launched.ConnectAsync(container, start, socket, time, stop);
            var release = new Release(
                order.RunId,
                new ImageUser(0, 0, [0], null),
                order.Timeout.Duration,
                Expected.Length,
                HasStdin: false,
                HasTar: false,
                [LaunchedContainers.Program, "--version"]);
            await connection.ReleaseAsync(release.ToBytes(), files.Handles);
            await connection.Ended.WaitAsync(stop);
        }
        finally
        {
            // Not for ever: runs wait for what comes out of the trial.
            await start.WaitAsync(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return LaunchStatus.Read(folder, order.RunId) is { End.ExitCode: Ok }
            && await File.ReadAllTextAsync(folder.Stdout, stop) == Expected
            ? null
            : "a trial of the launcher gave another result than expected";
    }

    private async Task CleanUpWithinLimitAsync(RunOrder order) =>
        await CleanUpAsync(order).WaitAsync(Limit, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>
    /// Runs wait for the trial, so what resists its removal is tried again later, beside it. What is left when the process ends is removed
    /// by the sweeps of the next one.
    /// </summary>
    private async Task CleanUpAsync(RunOrder order)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        try
        {
            folders.Of(order).Delete();
            await leftovers.RemoveContainersAsync(await containers.ListAsync(order, limit.Token), limit.Token);
            var images = await engine.ListImagesAsync(await containers.FilterAsync(order, limit.Token), limit.Token);
            await leftovers.RemoveImagesAsync(images, limit.Token);
        }
        catch (Exception e) when (e is EngineRefusedException or EngineUnreachableException or OperationCanceledException or IOException)
        {
        }
    }
}

/// <summary>What stands against the launcher.</summary>
/// <param name="Why">In words.</param>
/// <param name="MayPass">Whether a later trial may find no obstacle: the engine was busy, or the disk was full.</param>
internal sealed record LauncherObstacle(string Why, bool MayPass);
