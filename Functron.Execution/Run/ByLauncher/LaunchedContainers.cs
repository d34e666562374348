using Functron.Execution.Engine;

namespace Functron.Execution.Run.ByLauncher;

/// <summary>Creates containers whose first process is the launcher.</summary>
internal sealed class LaunchedContainers(IContainerEngine engine, LauncherBinary binary, FunctionLimits limits, ExecutionOptions options)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PatienceWithoutEngine = TimeSpan.FromSeconds(3);

    /// <summary>
    /// How long a launcher that has not come is waited for, before the engine is asked whether its container still lives.
    /// </summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <summary>Below a directory that is made anew for each container, so nothing of an image can be in this place.</summary>
    public const string MountPoint = ReservedPath.Name;

    public const string Program = $"{MountPoint}/{LauncherBinary.FileName}";

    private EnginePlatform? _platform;

    /// <summary>Puts the launcher's program into the run's folder.</summary>
    /// <exception cref="IOException">The medium failed.</exception>
    /// <exception cref="LauncherException">There is none for the engine's platform.</exception>
    public async Task PutProgramAsync(LaunchFolder folder, CancellationToken cancellationToken)
    {
        // An engine does not change its platform.
        var platform = _platform ??= await engine.PlatformAsync(cancellationToken);
        binary.LinkInto(folder.Mount, LauncherBinary.ResourceFor(platform)
            ?? throw new LauncherException($"There is no launcher for {platform.Os}/{platform.Architecture}."));
    }

    /// <returns>The container's id.</returns>
    /// <exception cref="EngineRefusedException">The engine cannot make it.</exception>
    public async Task<string> CreateAsync(
        LaunchFolder folder, string name, string image, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
    {
        var spec = new ContainerSpec(
            name,
            image,
            labels,
            OpenStdin: false,
            LogFileBytes: 0,
            await limits.GetAsync(cancellationToken),
            options.NetworkMode,
            new LauncherSpec(folder.Mount, MountPoint, [Program, $"{MountPoint}/{LaunchSocket.FileName}"]));
        return await engine.CreateContainerAsync(spec, cancellationToken)
            ?? throw new InvalidOperationException($"A container named {name} exists that this run did not expect.");
    }

    /// <summary>Starts it, and waits for its launcher, which comes before the engine is through with the start.</summary>
    /// <param name="started">The engine's start, which may be under way still. The caller waits for it in the end.</param>
    /// <exception cref="LauncherException">The container started, and its launcher did not come.</exception>
    public async Task<LaunchConnection> ConnectAsync(
        string container, Task started, LaunchSocket socket, TimeProvider time, CancellationToken cancellationToken)
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var accepting = socket.AcceptAsync(giveUp.Token);
        try
        {
            // An engine that went away during the start may have started it all the same, and the launcher does not need it.
            if (await Task.WhenAny(accepting, started) == started
                && started.Exception?.InnerException is not (null or EngineUnreachableException))
                await started;
            if (started.IsFaulted)
                return await accepting.WaitAsync(PatienceWithoutEngine, time, CancellationToken.None);
            if (await HasEndedAsync(container, accepting, time, cancellationToken))
                throw new LauncherException("The container ended before its launcher connected.");
            return await accepting.WaitAsync(Patience - Look, time, CancellationToken.None);
        }
        catch (Exception e)
        {
            await giveUp.CancelAsync();
            await ((Task)accepting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (accepting.IsCompletedSuccessfully)
                accepting.Result.Dispose();
            if (e is TimeoutException && started.IsFaulted)
                await started;
            if (e is TimeoutException)
                throw new LauncherException($"The container started, but its launcher did not connect within {Patience.TotalSeconds} s.");
            throw;
        }
    }

    /// <summary>Asks once, when the launcher is late: a container whose program the kernel did not start ends at once.</summary>
    private async Task<bool> HasEndedAsync(string container, Task accepting, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await Task.WhenAny(accepting, Task.Delay(Look, time, cancellationToken)) == accepting)
            return false;
        try
        {
            return await engine.InspectAsync(container, cancellationToken) is { Phase: ContainerPhase.Exited };
        }
        catch (EngineUnreachableException)
        {
            return false;
        }
    }
}
