using Functron.Hosting.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Functron.Tests.Hosting.Configuration;

public sealed class HostOptionNamesTests
{
    [Theory]
    [InlineData("Host:Retention:Days", null)]
    [InlineData("Host:ClearStatusOfTerminated", null)]
    [InlineData("host:retention:INSTANCES", null)]
    [InlineData("Host:Cors:AllowedOrigins", null)]
    [InlineData("Host:Cors:AllowedOrigins:0", null)]
    [InlineData("Host", null)]
    [InlineData("HostName", null)]
    [InlineData("Hosts:Days", null)]
    [InlineData("Host:Retention:Day", "Host:Retention:Day")]
    [InlineData("Host:Retention", "Host:Retention")]
    [InlineData("Host:RetentionDays", "Host:RetentionDays")]
    [InlineData("Host:Cors:AllowedOrigin", "Host:Cors:AllowedOrigin")]
    [InlineData("Host:Cors:AllowedOrigins:First", "Host:Cors:AllowedOrigins:First")]
    public void Knows_its_options(string name, string? unknown) =>
        Assert.Equal(
            unknown is null ? [] : [unknown],
            HostOptionNames.Unknown(new ConfigurationBuilder().AddInMemoryCollection([new(name, "1")]).Build()));

    [Fact(Timeout = 120_000)]
    public async Task One_that_it_does_not_know_is_a_warning_that_names_those_there_are()
    {
        var logs = new CapturedLogs();
        await using var host = await TestHost.StartAsync(new TestHostSetup { Args = ["--Host:Retention:Day=1"], Logs = logs });

        var warning = Assert.Single(logs.Entries, entry => entry.Level == LogLevel.Warning).Message;
        Assert.StartsWith("Host:Retention:Day ", warning, StringComparison.Ordinal);
        Assert.All(HostOptionNames.Known, name => Assert.Contains(name, warning, StringComparison.Ordinal));
    }
}
