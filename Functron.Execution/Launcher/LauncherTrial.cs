using Functron.Execution.Build;
using Functron.Execution.Cleanup;
using Functron.Execution.Engine;
using Functron.Execution.Payloads;
using Functron.Execution.Requests;
using Functron.Execution.Requests.Dockerfiles;
using Functron.Execution.Run;

namespace Functron.Execution.Launcher;

/// <summary>
/// Tries the launcher with this engine: whether it mounts folders of this machine, runs the program and lets it reach a socket here
/// cannot be read off anything. The container is made from an empty image; the function is the launcher itself, asked for its version.
/// </summary>
public sealed class LauncherTrial(
    IContainerEngine engine, IPayloadStore store, InstallationId installation, LaunchFolders folders, LaunchedContainers containers, Leftovers leftovers, ExecutionOptions options, TimeProvider time)
{
    private const string Expected = "functron-launcher 1\n";
    private const int Ok = 0;

    // It takes about half a second; an engine may be busy.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LimitWhenStopping = TimeSpan.FromSeconds(6);

    /// <summary>
    /// Between two looks for what a build that was given up leaves: amid its last step the engine makes the image all the same, without its name
    /// (emitImageID in moby's builder/dockerfile/builder.go fails where nobody listens).
    /// </summary>
    private static readonly TimeSpan LatePause = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(5);

    private readonly string _instance = $"trial-{Guid.NewGuid():N}";

    /// <summary>Whether an instance id on the engine is that of this process's trial: nothing for a sweep.</summary>
    internal bool Owns(string instanceId) => instanceId == _instance;

    /// <returns>Why the launcher cannot be used here; null when it can.</returns>
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
        // A build or a creation that is given up may still come to its end on the engine, after anybody looked for what to remove: a
        // process that stops waits for the trial's end.
        using var limit = new CancellationTokenSource(Limit, time);
        await using var hurry = cancellationToken.Register(() => limit.CancelAfter(LimitWhenStopping));

        // Another id for each try: what the last one could not remove must not be in the way.
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
            await CleanUpAsync(order).WaitAsync(Limit, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (limit.IsCancellationRequested)
            {
                await Task.Delay(LatePause, time, CancellationToken.None);
                await CleanUpAsync(order).WaitAsync(Limit, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<string?> TryAsync(RunOrder order, CancellationToken stop)
    {
        var labels = RunLabels.Of(order, await installation.GetAsync(stop));
        var name = order.ResourceName();
        await engine.BuildAsync(new ImageBuild(name, BuildContext.Of(LabelledDockerfile.Of(Dockerfile.Parse("FROM scratch\n"), labels))), new Progress<BuilderMessage>(), stop);
        if (await engine.FindImageAsync(name, stop) is not { } image)
            return "the engine does not build an empty image";

        var folder = folders.Create(order.RunId, order.InstanceId);
        await containers.PutProgramAsync(folder, stop);
        using var socket = LaunchSocket.Listen(folder.Mount);
        await using var files = await LaunchFiles.PrepareAsync(folder, Payload.Empty, Payload.Empty, store, options, stop);
        var container = await containers.CreateAsync(folder, name, image.Id, labels, stop);
        var start = engine.StartAsync(container, CancellationToken.None);
        try
        {
            using var connection = await containers.ConnectAsync(container, start, socket, time, stop);
            var root = new ImageUser(0, 0, [0], null);
            var release = new Release(order.RunId, root, order.Timeout.Duration, Expected.Length, false, false, [LaunchedContainers.Program, "--version"]);
            await connection.ReleaseAsync(release.ToBytes(), files.Handles);
            await connection.Ended.WaitAsync(stop);
        }
        finally
        {
            // Not for ever: runs wait for what comes out of the trial.
            await start.WaitAsync(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return LaunchStatus.Read(folder, order.RunId) is { End.ExitCode: Ok } && await File.ReadAllTextAsync(folder.Stdout, stop) == Expected
            ? null
            : "a trial of the launcher gave another result than expected";
    }

    /// <summary>Runs wait for the trial: what resists is tried on beside it. What is left when the process ends is for the sweeps of the next one.</summary>
    private async Task CleanUpAsync(RunOrder order)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        try
        {
            folders.Of(order).Delete();
            var filter = RunLabels.Filter(order, await installation.GetAsync(limit.Token));
            await leftovers.RemoveContainersAsync(await engine.ListOwnContainersAsync(filter, limit.Token), limit.Token);
            await leftovers.RemoveImagesAsync(await engine.ListImagesAsync(filter, limit.Token), limit.Token);
        }
        catch (Exception e) when (e is EngineRefusedException or EngineUnreachableException or OperationCanceledException or IOException)
        {
        }
    }
}

/// <param name="Why">In words.</param>
/// <param name="MayPass">Whether another trial may find none: the engine was busy, the disk was full.</param>
public sealed record LauncherObstacle(string Why, bool MayPass);
