using System.Net.Sockets;
using Functron.Execution.Engine;

namespace Functron.Tests.Execution.Engine;

public sealed class EngineHealthTests : EngineTest
{
    [Fact(Timeout = 20_000)]
    public async Task An_engine_that_answers_tells_its_version()
    {
        var status = await Start().Get<EngineHealth>().CheckAsync(CancellationToken.None);
        Assert.Null(status.Problem);
        Assert.NotEmpty(status.Version!);
    }

    [Theory]
    [InlineData("unix:///no/such/docker.sock")]
    [InlineData("tcp://127.0.0.1:1")]
    public async Task An_engine_that_is_not_there_is_named_with_what_to_do(string endpoint)
    {
        using var engine = new DockerEngine(new EngineEndpoint(endpoint, "a test"));
        var failure = await Assert.ThrowsAsync<EngineUnreachableException>(() => engine.InspectAsync("x", CancellationToken.None));
        Assert.Equal(endpoint, failure.Endpoint);
        Assert.Contains(endpoint, failure.Message, StringComparison.Ordinal);
        Assert.Contains("Functron:DockerEndpoint", failure.Message, StringComparison.Ordinal);
        Assert.Equal(failure.Message, (await new EngineHealth(engine, TimeProvider.System).CheckAsync(CancellationToken.None)).Problem);
    }

    [Fact(Timeout = 20_000)]
    public async Task An_engine_that_accepts_and_says_nothing_is_not_waited_for()
    {
        using var silent = new TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        using var engine = new DockerEngine(new EngineEndpoint($"tcp://{silent.LocalEndpoint}", "a test"));
        var status = await new EngineHealth(engine, TimeProvider.System).CheckAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(4));
        Assert.NotNull(status.Problem);
    }

    [Theory]
    [InlineData("ssh://someone@elsewhere")]
    [InlineData("nonsense://x")]
    public void An_endpoint_of_another_kind_is_refused_with_words(string endpoint) =>
        Assert.Contains(endpoint, Assert.Throws<EngineUnreachableException>(() => new DockerEngine(new EngineEndpoint(endpoint, "a test"))).Message, StringComparison.Ordinal);

    [Fact(Timeout = 20_000)]
    public async Task An_installation_keeps_its_id()
    {
        var bench = Start();
        var id = await bench.Get<InstallationId>().GetAsync(CancellationToken.None);
        Assert.Equal(id, await Start(like: bench).Get<InstallationId>().GetAsync(CancellationToken.None));
        Assert.NotEqual(id, await Start().Get<InstallationId>().GetAsync(CancellationToken.None));
    }
}
