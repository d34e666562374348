using Functron.Hosting.Configuration;

namespace Functron.Tests.Hosting.Configuration;

public sealed class LoopbackTests
{
    [Theory]
    [InlineData("localhost", true)]
    [InlineData("LOCALHOST", true)]
    [InlineData("functron.localhost", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.8.9.10", true)]
    [InlineData("[::1]", true)]
    [InlineData("::1", true)]
    [InlineData("", false)]
    [InlineData("example.org", false)]
    [InlineData("notlocalhost", false)]
    [InlineData("localhost.example.org", false)]
    [InlineData("127.0.0.1.example.org", false)]
    [InlineData("128.0.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("[::]", false)]
    public void Knows_the_names_that_mean_this_machine(string host, bool loopback) =>
        Assert.Equal(loopback, LoopbackNames.Contains(host));
}
