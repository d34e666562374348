using System.Net.Sockets;
using Functron.Execution;
using Functron.Execution.Engine;
using Functron.Execution.Run.Driving;
using Microsoft.Extensions.DependencyInjection;

namespace Functron.Tests.Execution.Engine;

public sealed class EngineHealthTests : EngineTest
{
    [Fact(Timeout = 120_000)]
    public async Task An_engine_that_answers_tells_its_version()
    {
        var status = await Start().Get<EngineHealth>().CheckAsync(CancellationToken.None);
        Assert.Null(status.Problem);
        Assert.NotEmpty(status.Version!);
    }

    [Theory(Timeout = 120_000)]
    [InlineData("unix:///no/such/docker.sock")]
    [InlineData("tcp://127.0.0.1:1")]
    public async Task An_engine_that_is_not_there_is_named_with_what_to_do(string endpoint)
    {
        using var engine = new DockerEngine(new EngineEndpoint(endpoint, "a test"), new ExecutionOptions(), TimeProvider.System);
        Assert.Contains("Functron:DockerEndpoint", await AssertIsNamedAsync(engine, endpoint), StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task An_engine_that_accepts_and_says_nothing_is_not_waited_for()
    {
        using var silent = new TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        using var engine = new DockerEngine(
            new EngineEndpoint($"tcp://{silent.LocalEndpoint}", "a test"), new ExecutionOptions(), TimeProvider.System);
        var status = await new EngineHealth(engine, TimeProvider.System)
            .CheckAsync(CancellationToken.None)
            .WaitAsync(TimeSpan.FromSeconds(4));
        Assert.NotNull(status.Problem);
    }

    [Theory(Timeout = 120_000)]
    [InlineData("ssh://someone@elsewhere")]
    [InlineData("nonsense://x")]
    [InlineData("nonsense")]
    public async Task An_endpoint_of_another_kind_fails_each_call_with_words(string endpoint)
    {
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddFunctronExecution(new ExecutionOptions { DockerEndpoint = endpoint, DataDirectory = Path.GetTempPath() })
            .BuildServiceProvider();
        Assert.NotNull(services.GetRequiredService<FunctionRunner>());
        await AssertIsNamedAsync(services.GetRequiredService<IContainerEngine>(), endpoint);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_context_that_cannot_be_read_fails_each_call_with_words()
    {
        var config = DockerConfig.Load(_ => "/no/such/directory") with { CurrentContext = "broken" };
        using var engine = new DockerEngine(EngineEndpoint.Find("", config, _ => null), new ExecutionOptions(), TimeProvider.System);
        await AssertIsNamedAsync(engine, "context broken");
    }

    [Fact(Timeout = 120_000)]
    public async Task An_installation_keeps_its_id()
    {
        var bench = Start();
        var id = await bench.Get<InstallationId>().GetAsync(CancellationToken.None);
        Assert.Equal(id, await Start(like: bench).Get<InstallationId>().GetAsync(CancellationToken.None));
        Assert.NotEqual(id, await Start().Get<InstallationId>().GetAsync(CancellationToken.None));
    }

    private static async Task<string> AssertIsNamedAsync(IContainerEngine engine, string endpoint)
    {
        var failure = await Assert.ThrowsAsync<EngineUnreachableException>(() => engine.InspectAsync("x", CancellationToken.None));
        Assert.Equal(endpoint, failure.Endpoint);
        Assert.Contains(endpoint.Split(' ')[^1], failure.Message, StringComparison.Ordinal);
        var another = await Assert.ThrowsAsync<EngineUnreachableException>(() => engine.StartAsync("x", CancellationToken.None));
        Assert.Equal(failure.Message, another.Message);
        var status = await new EngineHealth(engine, TimeProvider.System).CheckAsync(CancellationToken.None);
        Assert.Equal(new EngineStatus(endpoint, null, failure.Message), status);
        return failure.Message;
    }
}
