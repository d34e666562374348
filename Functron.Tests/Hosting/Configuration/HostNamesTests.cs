using System.Net;
using System.Net.Sockets;
using Functron.Hosting.Configuration;
using Microsoft.Extensions.Configuration;

namespace Functron.Tests.Hosting.Configuration;

public sealed class HostNamesTests
{
    [Theory]
    [InlineData("localhost")]
    [InlineData("LOCALHOST")]
    [InlineData("functron.localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("192.0.2.1")]
    [InlineData("[::1]")]
    [InlineData("[2001:db8::1]")]
    [InlineData("[::ffff:192.0.2.1]")]
    [InlineData("[fe80::1%eth0]")]
    [InlineData("functron")]
    [InlineData("my_service-1")]
    [InlineData("host.docker.internal")]
    [InlineData("Host.Docker.Internal")]
    [InlineData("host.containers.internal")]
    [InlineData("worker7")]
    [InlineData("worker7.local")]
    [InlineData("worker7.corp.example")]
    [InlineData("WORKER7.corp.example.")]
    public async Task Answers_to_what_no_page_can_be_served_under(string host) => Assert.True(await Names().ContainsAsync(host));

    [Theory]
    [InlineData("")]
    [InlineData("evil.example")]
    [InlineData("evil.example.")]
    [InlineData("ai.")]
    [InlineData("localhost.evil.example")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("192.0.2.1.")]
    [InlineData("host.docker.internal.evil.example")]
    [InlineData("worker7.evil.example")]
    [InlineData("worker70.local")]
    [InlineData("other.local")]
    [InlineData("evil:example")]
    [InlineData("évil")]
    [InlineData("[evil.example]")]
    public async Task Answers_to_no_other_name(string host) => Assert.False(await Names().ContainsAsync(host));

    [Theory]
    [InlineData("a.example; B.example ,c.example", "b.EXAMPLE", true)]
    [InlineData("a.example", "a.example.", true)]
    [InlineData("a.example.", "a.example", true)]
    [InlineData("a.example", "x.a.example", false)]
    [InlineData("a.example", "aa.example", false)]
    [InlineData("*.a.example", "x.y.a.example", true)]
    [InlineData("*.a.example", "a.example", false)]
    [InlineData("*.a.example", ".a.example", false)]
    [InlineData("*.a.example", "xa.example", false)]
    [InlineData("*", "any.example", true)]
    public async Task Answers_to_the_names_that_are_listed(string listed, string host, bool answers)
    {
        Assert.Equal(answers, await Names(listed).ContainsAsync(host));
        Assert.Equal(answers, Names(listed).IsListed(host));
    }

    [Fact]
    public async Task A_resolver_that_knows_nothing_is_no_failure()
    {
        var names = new HostNames([], new MachineNames("worker7", _ => throw new SocketException((int)SocketError.HostNotFound)));
        Assert.False(await names.ContainsAsync("worker7.corp.example"));
        Assert.True(await names.ContainsAsync("worker7"));
    }

    [Fact]
    public async Task A_resolver_that_says_nothing_is_not_waited_for_long()
    {
        var names = new HostNames([], new MachineNames("worker7", _ => new TaskCompletionSource<IPHostEntry>().Task));
        Assert.False(await names.ContainsAsync("worker7.corp.example").AsTask().WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void They_are_read_from_the_configuration()
    {
        var names = HostNames.From(new ConfigurationBuilder().AddInMemoryCollection([new(HostNames.Key, "a.example;b.example")]).Build());
        Assert.True(names.IsListed("b.example"));
        Assert.False(names.IsListed("localhost"));
    }

    private static HostNames Names(string listed = "") => new(
        listed.Split([';', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        new MachineNames("Worker7", _ => Task.FromResult(new IPHostEntry { HostName = "worker7.Corp.example" })));
}
