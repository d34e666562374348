using System.Net;
using System.Net.Sockets;
using Functron.Execution;
using Functron.Execution.Engine;
using Functron.Tests.Durable;

namespace Functron.Tests.Execution.Engine;

/// <summary>An engine that takes calls and never answers one.</summary>
public sealed class EngineLimitTests : IDisposable
{
    private const string Container = "functron-hello-0123456789ab";

    private static readonly ContainerSpec Spec = new(
        Container, "image", new Dictionary<string, string>(), OpenStdin: false, 0, new ContainerLimits(0, 0, 0, 0, [], true), "none");

    private static readonly Dictionary<string, Func<IContainerEngine, CancellationToken, Task>> Calls = new()
    {
        ["version"] = (engine, stop) => engine.VersionAsync(stop),
        ["clock"] = (engine, stop) => engine.ClockAsync(stop),
        ["platform"] = (engine, stop) => engine.PlatformAsync(stop),
        ["memory"] = (engine, stop) => engine.MemoryAsync(stop),
        ["freezing of container"] = (engine, stop) => engine.FreezeAsync(Container, stop),
        ["inspection of image"] = (engine, stop) => engine.FindImageAsync(Container, stop),
        ["list of the images"] = (engine, stop) => engine.ListImagesAsync([Container], stop),
        ["removal of image"] = (engine, stop) => engine.RemoveImageAsync(Container, stop),
        ["creation of container"] = (engine, stop) => engine.CreateContainerAsync(Spec, stop),
        ["look at /data of container"] = (engine, stop) => engine.StatAsync(Container, "/data", stop),
        ["read of /etc/passwd of container"] = (engine, stop) => engine.ReadFileAsync(Container, "/etc/passwd", 1, stop),
        ["upload to /data of container"] = (engine, stop) =>
            engine.PutArchiveAsync(Container, "/data", new MemoryStream(new byte[1024]), stop),
        ["attachment to container"] = (engine, stop) => engine.AttachAsync(Container, AttachTo.Output, stop),
        ["log of container"] = (engine, stop) => engine.ReadLogAsync(Container, stop),
        ["start of container"] = (engine, stop) => engine.StartAsync(Container, stop),
        ["kill of container"] = (engine, stop) => engine.KillAsync(Container, stop),
        ["inspection of container"] = (engine, stop) => engine.InspectAsync(Container, stop),
        ["list of the containers"] = (engine, stop) => engine.ListContainersAsync([Container], stop),
        ["list of the running containers"] = (engine, stop) => engine.ListAddressesAsync([Container], stop),
        ["removal of container"] = (engine, stop) => engine.RemoveContainerAsync(Container, stop),
    };

    private static readonly Dictionary<string, Func<IContainerEngine, CancellationToken, Task>> LongCalls = new()
    {
        ["build"] = (engine, stop) => engine.BuildAsync(new ImageBuild(Container, []), new Progress<BuilderMessage>(), stop),
        ["pull"] = (engine, stop) => engine.PullAsync(Container, null, new Progress<BuilderMessage>(), stop),
        ["wait"] = (engine, stop) => engine.WaitAsync(Container, stop),
    };

    private readonly TcpListener _silent = new(IPAddress.Loopback, 0);

    public EngineLimitTests() => _silent.Start();

    public static TheoryData<string> Names => [.. Calls.Keys];

    public static TheoryData<string> AllNames => [.. Calls.Keys.Concat(LongCalls.Keys)];

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(Names))]
    public async Task A_call_that_is_not_answered_in_time_is_an_error_that_names_call_container_and_limit(string name)
    {
        using var engine = Engine(0.3);
        var failure = await Record.ExceptionAsync(() => Calls[name](engine, CancellationToken.None));
        Assert.True(failure is EngineUnreachableException { Broke: false } or EngineTimeoutException, $"{failure}");
        Assert.Contains(name, failure.Message, StringComparison.Ordinal);
        Assert.Contains("0.3 s", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Functron:Engine", failure.Message, StringComparison.Ordinal);
        if (name.Contains("container", StringComparison.Ordinal))
            Assert.Contains(Container, failure.Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(AllNames))]
    public async Task A_cancelled_call_is_not_waited_for(string name)
    {
        // Beyond this test's own limit.
        using var engine = Engine(600);
        using var stop = new CancellationTokenSource();
        var call = Calls.TryGetValue(name, out var bounded) ? bounded(engine, stop.Token) : LongCalls[name](engine, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact(Timeout = 120_000)]
    public async Task Calls_that_hang_hold_up_no_others()
    {
        using var engine = Engine(600);
        using var stop = new CancellationTokenSource();
        var hanging = Enumerable.Range(0, 12).Select(i => engine.InspectAsync($"container-{i}", stop.Token)).ToArray();

        // Each of them is made, though none before it has ended: fewer are made at a time.
        for (var i = 0; i < hanging.Length; i++)
            await _silent.AcceptSocketAsync();
        await stop.CancelAsync();
        foreach (var call in hanging)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact(Timeout = 120_000)]
    public async Task Starts_that_hang_hold_up_no_others_either()
    {
        // On this machine fewer are made at a time.
        var path = Path.Combine(Path.GetTempPath(), $"functron-test-{Guid.NewGuid():N}.sock");
        using var silent = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        silent.Bind(new UnixDomainSocketEndPoint(path));
        silent.Listen();
        List<Socket> accepted = [];
        try
        {
            using var engine = Engine(600, $"unix://{path}");
            using var stop = new CancellationTokenSource();
            var hanging = Enumerable.Range(0, 12).Select(i => engine.StartAsync($"container-{i}", stop.Token)).ToArray();
            foreach (var _ in hanging)
                accepted.Add(await silent.AcceptAsync());
            await stop.CancelAsync();
            foreach (var call in hanging)
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        }
        finally
        {
            accepted.ForEach(socket => socket.Dispose());
            File.Delete(path);
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task An_upload_that_gets_on_is_in_time()
    {
        // Longer in all than the limit, and each piece within it, by a clock that a busy machine does not change.
        var clock = new ManualClock();
        using var engine = Engine(3, time: clock);
        using var slow = new SlowStream(pieces: 20, () => clock.Advance(TimeSpan.FromSeconds(2)));
        var draining = DrainAsync();
        var putting = Record.ExceptionAsync(() => engine.PutArchiveAsync(Container, "/data", slow, CancellationToken.None));
        await slow.Sent;
        Assert.False(putting.IsCompleted);

        // Now nothing gets on.
        while (!putting.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(10);
        }

        Assert.IsType<EngineTimeoutException>(await putting);
        Assert.Equal(0, slow.Left);
        _silent.Stop();
        await draining;
    }

    public void Dispose() => _silent.Dispose();

    private DockerEngine Engine(double seconds, string? address = null, TimeProvider? time = null) => new(
        new EngineEndpoint(address ?? $"tcp://{_silent.LocalEndpoint}", "a test"),
        new ExecutionOptions { EngineCallSeconds = seconds, EngineStartSeconds = seconds, EngineRemovalSeconds = seconds },
        time ?? TimeProvider.System);

    private async Task DrainAsync()
    {
        try
        {
            using var socket = await _silent.AcceptSocketAsync();
            var buffer = new byte[4096];
            while (await socket.ReceiveAsync(buffer) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // The engine's client went away.
        }
    }

    private sealed class SlowStream(int pieces, Action pause) : MemoryStream(new byte[pieces * 16])
    {
        private readonly TaskCompletionSource _sent = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _left = pieces;

        public Task Sent => _sent.Task;

        public int Left => _left;

        public override bool CanSeek => false;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_left == 0)
            {
                _sent.TrySetResult();
                return 0;
            }

            pause();
            _left--;
            return await base.ReadAsync(buffer[..16], cancellationToken);
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }
}
