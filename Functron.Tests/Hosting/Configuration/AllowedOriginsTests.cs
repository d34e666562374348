using Functron.Hosting.Configuration;
using Microsoft.Extensions.Configuration;

namespace Functron.Tests.Hosting.Configuration;

public sealed class AllowedOriginsTests
{
    [Fact]
    public void None_are_allowed_unless_configured() => Assert.Empty(From([]).Origins);

    [Fact]
    public void Come_from_one_value_with_commas() =>
        Assert.Equal(
            ["https://a.example", "http://b.example:8080"],
            From(new() { ["Host:Cors:AllowedOrigins"] = "https://a.example/, http://b.example:8080" }).Origins);

    [Fact]
    public void Come_from_a_list() =>
        Assert.Equal(
            ["https://a.example", "https://b.example"],
            From(new() { ["Host:Cors:AllowedOrigins:0"] = "https://a.example", ["Host:Cors:AllowedOrigins:1"] = "https://b.example" })
                .Origins);

    [Theory]
    [InlineData("https://a.example", "https://A.example", true)]
    [InlineData("https://a.example", "http://a.example", false)]
    [InlineData("https://a.example", "https://a.example.org", false)]
    [InlineData("https://a.example", "null", false)]
    [InlineData("*", "https://any.example", true)]
    public void Are_compared_whole(string configured, string origin, bool allowed) =>
        Assert.Equal(allowed, From(new() { ["Host:Cors:AllowedOrigins"] = configured }).Allows(origin));

    private static AllowedOrigins From(Dictionary<string, string?> settings) =>
        AllowedOrigins.From(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
}
