using System.Net;
using Docker.DotNet.Models;
using Functron.Execution.Engine;
using Functron.Tests.Durable;
using Functron.Tests.Payloads;

namespace Functron.Tests.Execution.Engine;

public sealed class FunctionAddressesTests
{
    private readonly ScriptedEngine _engine = new();
    private readonly ManualClock _clock = new();
    private readonly StartsInFlight _starts = new();
    private readonly FunctionAddresses _addresses;

    public FunctionAddressesTests() => _addresses = new FunctionAddresses(_engine, new InstallationId(new MemoryStore()), _starts, _clock);

    [Theory(Timeout = 120_000)]
    [InlineData("172.17.0.2", true)]
    [InlineData("::ffff:172.17.0.2", true)]
    [InlineData("2001:db8::2", true)]
    [InlineData("fe80::42:acff:fe11:2%3", true)]
    [InlineData("172.17.0.1", false)]
    [InlineData("172.17.0.20", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    public async Task Knows_the_addresses_of_functions(string address, bool has)
    {
        _engine.Addresses =
            [IPAddress.Parse("172.17.0.2"), IPAddress.Parse("2001:db8::2"), IPAddress.Parse("fe80::42:acff:fe11:2"), IPAddress.Loopback];
        Assert.Equal(has, await HasAsync(address));
    }

    [Fact(Timeout = 120_000)]
    public async Task An_address_that_no_function_has_is_asked_about_once_a_second()
    {
        for (var i = 0; i < 100; i++)
            Assert.False(await HasAsync("192.0.2.1"));
        Assert.Equal(1, _engine.ContainerLists);

        // A function gets it.
        _engine.Addresses = [IPAddress.Parse("192.0.2.1")];
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await HasAsync("192.0.2.1"));

        // And loses it.
        _engine.Addresses = [];
        Assert.False(await HasAsync("192.0.2.1"));
    }

    [Fact(Timeout = 120_000)]
    public async Task While_the_engine_is_away_it_knows_what_it_knew()
    {
        _engine.Addresses = [IPAddress.Parse("172.17.0.2")];
        Assert.True(await HasAsync("172.17.0.2"));
        _engine.BeforeList = () => throw new EngineUnreachableException("unix:///nowhere", "The engine is away.");
        Assert.True(await HasAsync("172.17.0.2"));
        Assert.False(await HasAsync("172.17.0.3"));
    }

    [Fact(Timeout = 120_000)]
    public async Task An_engine_that_hangs_is_not_waited_for_long()
    {
        _engine.BeforeList = () => new TaskCompletionSource().Task;
        var asked = HasAsync("172.17.0.2");
        while (!asked.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Delay(1);
        }

        Assert.False(await asked);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_function_that_calls_before_the_engine_lists_its_container_is_known()
    {
        var start = new TaskCompletionSource();
        _starts.Add(start.Task);
        var asked = HasAsync("172.17.0.2");
        while (_engine.ContainerLists == 0)
            await Task.Delay(1);
        Assert.False(asked.IsCompleted);

        _engine.Addresses = [IPAddress.Parse("172.17.0.2")];
        start.SetResult();

        Assert.True(await asked);
        Assert.Empty(_starts.Now);
    }

    [Theory(Timeout = 120_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_start_that_hangs_or_fails_keeps_nobody_out(bool hangs)
    {
        var start = new TaskCompletionSource();
        _starts.Add(start.Task);
        if (!hangs)
            start.SetException(new IOException("refused"));
        var asked = HasAsync("192.0.2.1");
        while (!asked.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Delay(1);
        }

        Assert.False(await asked);
    }

    [Fact]
    public void Addresses_are_read_from_what_the_engine_says_of_a_network()
    {
        var network =
            new EndpointSettings { IPAddress = "172.17.0.2", GlobalIPv6Address = "2001:db8::2", MacAddress = "02:42:ac:11:00:02" };
        Assert.Equal(
            ["172.17.0.2", "2001:db8::2", "fe80::42:acff:fe11:2"], DockerModels.Addresses(network).Select(address => address.ToString()));

        // A container of the machine's network has none.
        Assert.Empty(DockerModels.Addresses(new EndpointSettings { IPAddress = "", GlobalIPv6Address = "", MacAddress = "" }));
        Assert.Empty(DockerModels.Addresses(new EndpointSettings()));
    }

    private async Task<bool> HasAsync(string address) => await _addresses.HasAsync(IPAddress.Parse(address));
}
