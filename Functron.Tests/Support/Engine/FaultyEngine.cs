using System.Net;
using Functron.Execution.Engine;

namespace Functron.Tests.Execution.Engine;

/// <summary>An engine between whose calls this process can "crash", or whose calls can be watched.</summary>
internal sealed class FaultyEngine(IContainerEngine inner) : IContainerEngine
{
    /// <summary>Thrown where a crash is wanted.</summary>
    public sealed class CrashException : Exception;

    public int Builds { get; private set; }

    public int Starts { get; private set; }

    public int Pulls { get; private set; }

    public int FilesRead { get; private set; }

    /// <summary>Called with each call's name and what it is about; what it returns is waited for before the call is made.</summary>
    public Func<string, string, CancellationToken, Task> Before { get; set; } = (_, _, _) => Task.CompletedTask;

    public int Listings { get; private set; }

    /// <summary>Null: it is created.</summary>
    public Func<ContainerSpec, Exception?> CreateContainer { get; set; } = _ => null;

    /// <summary>What it says of a container.</summary>
    public Func<ContainerSnapshot, ContainerSnapshot> Inspected { get; set; } = container => container;

    /// <summary>Awaited as an image is looked for.</summary>
    public Func<Task>? Finding { get; set; }

    /// <summary>Called as a build begins.</summary>
    public Action? Building { get; set; }

    public bool CrashBeforeStart { get; set; }

    public bool CrashAfterStart { get; set; }

    /// <summary>Says of each kill that the container was not running, and kills nothing.</summary>
    public bool KillsMiss { get; set; }

    public bool KillsMissUntilFrozen { get; init; }

    /// <summary>As of a container that does not end by it: the engine then answers late.</summary>
    public bool KillsHang { get; init; }

    private static async Task<bool> HangAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        return false;
    }

    public Func<Exception>? RemoveImage { get; set; }

    /// <summary>The first build fails with it, as the engine's own fault.</summary>
    public string? FirstBuildError { get; set; }

    public Func<Exception>? FindImage { get; set; }

    public Func<Exception>? ListContainers { get; set; }

    public Func<Task<string>>? Version { get; set; }

    /// <summary>What it says that it runs on.</summary>
    public EnginePlatform? Platform { get; set; }

    /// <summary>Where the engine finds a folder of ours.</summary>
    public Func<string, string> Moves { get; set; } = folder => folder;

    /// <summary>What listings show; others use the same engine.</summary>
    public Func<LabelledResource, bool> Shows { get; set; } = _ => true;

    public string Endpoint => inner.Endpoint;

    public Task<string> VersionAsync(CancellationToken cancellationToken) => Version?.Invoke() ?? inner.VersionAsync(cancellationToken);

    public Task<DateTimeOffset> ClockAsync(CancellationToken cancellationToken) => inner.ClockAsync(cancellationToken);

    public Task<EnginePlatform> PlatformAsync(CancellationToken cancellationToken) =>
        Platform is { } platform ? Task.FromResult(platform) : inner.PlatformAsync(cancellationToken);

    public async Task BuildAsync(ImageBuild build, IProgress<BuilderMessage> progress, CancellationToken cancellationToken)
    {
        Builds++;
        Building?.Invoke();
        await Before(nameof(BuildAsync), build.Name, cancellationToken);
        if (Builds == 1 && FirstBuildError is { } error)
        {
            progress.Report(new BuilderMessage("Step 1/1 of a build that fails\n", null));
            progress.Report(new BuilderMessage("", error));
            return;
        }

        await inner.BuildAsync(build, progress, cancellationToken);
    }

    public Task PullAsync(
        string image, RegistryCredential? credential, IProgress<BuilderMessage> progress, CancellationToken cancellationToken)
    {
        Pulls++;
        return inner.PullAsync(image, credential, progress, cancellationToken);
    }

    public async Task<ImageSnapshot?> FindImageAsync(string image, CancellationToken cancellationToken)
    {
        if (Finding is { } finding)
            await finding();
        return FindImage is { } fault ? throw fault() : await inner.FindImageAsync(image, cancellationToken);
    }

    public async Task<IReadOnlyList<LabelledResource>> ListImagesAsync(IReadOnlyList<string> labels, CancellationToken cancellationToken)
    {
        Listings++;
        return [.. (await inner.ListImagesAsync(labels, cancellationToken)).Where(Shows)];
    }

    public async Task RemoveImageAsync(string image, CancellationToken cancellationToken)
    {
        await Before(nameof(RemoveImageAsync), image, cancellationToken);
        if (RemoveImage is { } fault)
            throw fault();
        await inner.RemoveImageAsync(image, cancellationToken);
    }

    public Task<string?> CreateContainerAsync(ContainerSpec spec, CancellationToken cancellationToken) =>
        CreateContainer(spec) is { } fault
            ? Task.FromException<string?>(fault)
            : inner.CreateContainerAsync(
                spec.Launcher is { } launcher ? spec with { Launcher = launcher with { Folder = Moves(launcher.Folder) } } : spec,
                cancellationToken);

    public Task<PathStat?> StatAsync(string container, string path, CancellationToken cancellationToken) =>
        inner.StatAsync(container, path, cancellationToken);

    public Task<byte[]?> ReadFileAsync(string container, string path, int limit, CancellationToken cancellationToken)
    {
        FilesRead++;
        return inner.ReadFileAsync(container, path, limit, cancellationToken);
    }

    public Task PutArchiveAsync(string container, string directory, Stream tar, CancellationToken cancellationToken) =>
        inner.PutArchiveAsync(container, directory, tar, cancellationToken);

    public Task<IContainerStream> AttachAsync(string container, AttachTo to, CancellationToken cancellationToken) =>
        inner.AttachAsync(container, to, cancellationToken);

    public Task<IContainerStream> ReadLogAsync(string container, CancellationToken cancellationToken) =>
        inner.ReadLogAsync(container, cancellationToken);

    public async Task StartAsync(string container, CancellationToken cancellationToken)
    {
        if (CrashBeforeStart)
            throw new CrashException();
        Starts++;
        await inner.StartAsync(container, cancellationToken);
        if (CrashAfterStart)
            throw new CrashException();
    }

    public Task WaitAsync(string container, CancellationToken cancellationToken) => inner.WaitAsync(container, cancellationToken);

    public Task<bool> KillAsync(string container, CancellationToken cancellationToken) =>
        KillsHang ? HangAsync(cancellationToken)
            : KillsMiss || (KillsMissUntilFrozen && Freezes == 0) ? Task.FromResult(false)
            : inner.KillAsync(container, cancellationToken);

    public Task FreezeAsync(string container, CancellationToken cancellationToken)
    {
        Freezes++;
        return inner.FreezeAsync(container, cancellationToken);
    }

    public int Freezes { get; private set; }

    public Task<long> MemoryAsync(CancellationToken cancellationToken) => inner.MemoryAsync(cancellationToken);

    public async Task<ContainerSnapshot?> InspectAsync(string container, CancellationToken cancellationToken) =>
        await inner.InspectAsync(container, cancellationToken) is { } found ? Inspected(found) : null;

    public async Task<IReadOnlyList<LabelledResource>> ListContainersAsync(
        IReadOnlyList<string> labels, CancellationToken cancellationToken)
    {
        Listings++;
        return ListContainers is { } fault ? throw fault() : [.. (await inner.ListContainersAsync(labels, cancellationToken)).Where(Shows)];
    }

    public Task<IReadOnlySet<IPAddress>> ListAddressesAsync(IReadOnlyList<string> labels, CancellationToken cancellationToken) =>
        inner.ListAddressesAsync(labels, cancellationToken);

    public async Task RemoveContainerAsync(string container, CancellationToken cancellationToken)
    {
        await Before(nameof(RemoveContainerAsync), container, cancellationToken);
        await inner.RemoveContainerAsync(container, cancellationToken);
    }
}
