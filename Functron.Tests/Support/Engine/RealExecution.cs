using System.Formats.Tar;
using System.Text;
using Functron.Execution;
using Functron.Execution.Build;
using Functron.Execution.Cleanup;
using Functron.Execution.Engine;
using Functron.Execution.Payloads;
using Functron.Execution.Requests;
using Functron.Execution.Results;
using Functron.Execution.Run;
using Functron.Execution.Run.ByLauncher;
using Functron.Execution.Run.Driving;
using Functron.Execution.Run.Stopping;
using Microsoft.Extensions.DependencyInjection;

namespace Functron.Tests.Execution.Engine;

internal sealed class RealExecutionSetup
{
    public ExecutionOptions Options { get; } = new();

    /// <summary>Puts something between Functron and the engine.</summary>
    public Func<IContainerEngine, IContainerEngine> Engine { get; set; } = engine => engine;

    /// <summary>As on a host that cancels activities only when it stops, before this process knows.</summary>
    public bool OnlyStopsCancel { get; set; }

    /// <summary>Puts something between Functron and its payload store.</summary>
    public Func<IPayloadStore, IPayloadStore> Store { get; set; } = store => store;
}

/// <summary>All of execution over a data directory and the real engine.</summary>
internal sealed class RealExecution : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly CancellationTokenSource _stopping = new();
    private readonly DirectoryInfo? _own;

    public RealExecution(Action<RealExecutionSetup>? configure, RealExecution? like)
    {
        var setup = new RealExecutionSetup();
        _own = like is null ? Directory.CreateTempSubdirectory("functron-test-") : null;
        setup.Options.DataDirectory = like?.DataDirectory ?? _own!.FullName;
        setup.Options.DockerEndpoint = Endpoint;

        // A bridge takes as long as all the rest of a run, and says nothing about most tests.
        setup.Options.NetworkMode = "host";
        configure?.Invoke(setup);
        DataDirectory = setup.Options.DataDirectory;
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(new HostStopping(_stopping.Token, setup.OnlyStopsCancel))
            .AddSingleton<DockerEngine>()
            .AddSingleton<IContainerEngine>(s => setup.Engine(s.GetRequiredService<DockerEngine>()))
            .AddSingleton(_ => setup.Store(new FilePayloadStore(Path.Combine(DataDirectory, "payloads"))))
            .AddFunctronExecution(setup.Options)
            .BuildServiceProvider();
    }

    public static string Endpoint { get; } =
        EngineEndpoint.Find("", DockerConfig.Load(Environment.GetEnvironmentVariable), Environment.GetEnvironmentVariable).Address;

    public string DataDirectory { get; }

    /// <summary>Cancelled when this host stops, as the token of each activity then is.</summary>
    public CancellationToken Stopping => _stopping.Token;

    public IContainerEngine Engine => Get<IContainerEngine>();

    public ImageBuilder Builder => Get<ImageBuilder>();

    public FunctionRunner Runner => Get<FunctionRunner>();

    public ResultStore Results => Get<ResultStore>();

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public void StopHost() => _stopping.Cancel();

    /// <summary>What the gate does with a good request.</summary>
    public async Task<RunOrder> AcceptAsync(
        string dockerfile,
        string stdin = "",
        double timeout = 30,
        (string Name, string Content)[]? files = null,
        byte[]? stdinBytes = null,
        byte[]? tar = null)
    {
        var id = Guid.NewGuid().ToString("N");
        var store = Get<IPayloadStore>();
        var invocation = new Invocation(
            id,
            "Test.Function",
            await store.KeepAsync(PayloadKeys.Dockerfile(id), Encoding.UTF8.GetBytes(dockerfile), CancellationToken.None),
            await store.KeepAsync(PayloadKeys.Tar(id), tar ?? (files is null ? [] : Tar(files)), CancellationToken.None),
            await store.KeepAsync(PayloadKeys.Stdin(id), stdinBytes ?? Encoding.UTF8.GetBytes(stdin), CancellationToken.None),
            FunctionTimeout.OfSeconds(timeout),
            DateTimeOffset.UtcNow);
        await Get<InvocationStore>().SaveAsync(invocation, CancellationToken.None);
        return new RunOrder(id, Guid.NewGuid().ToString("N"), id, invocation.FnName, invocation.Timeout);
    }

    /// <summary>Builds; the build must succeed.</summary>
    public async Task<string> BuildAsync(RunOrder order)
    {
        var built = await Builder.BuildAsync(order, CancellationToken.None);
        Assert.True(built.Succeeded, (await Results.ReadAsync(order, CancellationToken.None))?.BuildError);
        return built.ImageId!;
    }

    public async Task<InvocationResult> RunAsync(RunOrder order)
    {
        await Runner.RunAsync(order, await BuildAsync(order), CancellationToken.None);
        return await ResultAsync(order);
    }

    public async Task<InvocationResult> RunAsync(string dockerfile, string stdin = "", double timeout = 30) =>
        await RunAsync(await AcceptAsync(dockerfile, stdin, timeout));

    public async Task<InvocationResult> ResultAsync(RunOrder order)
    {
        var result = await Results.ReadAsync(order, CancellationToken.None);
        Assert.NotNull(result);
        return result;
    }

    public Task<byte[]> BytesAsync(Payload payload) => Get<IPayloadStore>().ReadAllAsync(payload, CancellationToken.None);

    public async Task<string> TextAsync(Payload payload) => Encoding.UTF8.GetString(await BytesAsync(payload));

    /// <summary>The containers of a run; also of earlier attempts.</summary>
    public async Task<IReadOnlyList<LabelledResource>> ContainersAsync(RunOrder order) =>
        await Engine.ListContainersAsync([$"{Labels.Run}={order.RunId}"], CancellationToken.None);

    public async Task<IReadOnlyList<LabelledResource>> ImagesAsync(RunOrder order) =>
        await Engine.ListImagesAsync([$"{Labels.Run}={order.RunId}"], CancellationToken.None);

    public async Task<ContainerSnapshot> UntilAsync(RunOrder order, ContainerPhase phase)
    {
        while (true)
        {
            if (await Engine.InspectAsync(order.ResourceName(), CancellationToken.None) is { } container && container.Phase == phase)
                return container;
            await Task.Delay(20);
        }
    }

    /// <summary>Waits until a launched function has started.</summary>
    public async Task<ContainerSnapshot> UntilStartedAsync(RunOrder order)
    {
        while (LaunchStatus.Read(Get<LaunchFolders>().Of(order), order.RunId).StartedAt is null)
            await Task.Delay(5);
        return await UntilAsync(order, ContainerPhase.Running);
    }

    public async ValueTask DisposeAsync()
    {
        await Get<Sweeper>().SweepAsync((_, _) => Task.FromResult(true), CancellationToken.None);
        await _services.DisposeAsync();
        _stopping.Dispose();
        _own?.Delete(recursive: true);
    }

    public static byte[] Tar(params (string Name, string Content)[] files)
    {
        var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name)
                {
                    DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)),
                    Mode = (UnixFileMode)0x1A4,
                });
            }
        }

        return tar.ToArray();
    }
}
