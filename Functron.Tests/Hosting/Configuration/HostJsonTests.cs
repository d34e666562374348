using Functron.Hosting.Configuration;

namespace Functron.Tests.Hosting.Configuration;

public sealed class HostJsonTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Without_a_file_the_defaults_of_Functions_hold()
    {
        var read = HostJson.Read(_directory.Path);

        Assert.Equal("api", read.RoutePrefix);
        Assert.Equal(10 * Environment.ProcessorCount, read.MaxConcurrentActivities);
        Assert.Equal(10 * Environment.ProcessorCount, read.MaxConcurrentOrchestrators);
    }

    [Fact]
    public void Reads_what_it_heeds_and_skips_the_rest()
    {
        Write("""
            {
              "version": "2.0", // a comment
              "logging": { "logLevel": { "default": "Trace" } },
              "extensions": {
                "http": { "routePrefix": "/v9/" },
                "durableTask": {
                  "hubName": "hub",
                  "maxConcurrentActivityFunctions": 3,
                  "maxConcurrentOrchestratorFunctions": 4,
                  "storageProvider": { "partitionCount": 1, "controlQueueVisibilityTimeout": "00:01:00" }
                },
                "queues": { "batchSize": 2 }
              },
              "functionTimeout": "2.02:00:00",
              "telemetryMode": "OpenTelemetry"
            }
            """);

        Assert.Equal(
            new HostJson { RoutePrefix = "v9", HubName = "hub", MaxConcurrentActivities = 3, MaxConcurrentOrchestrators = 4 },
            HostJson.Read(_directory.Path));
    }

    [Fact]
    public void An_empty_prefix_is_none()
    {
        Write("""{ "extensions": { "http": { "routePrefix": "" } } }""");

        Assert.Equal("", HostJson.Read(_directory.Path).RoutePrefix);
    }

    [Fact]
    public void The_first_directory_with_a_file_counts()
    {
        using var other = new TemporaryDirectory();
        Write("""{ "extensions": { "http": { "routePrefix": "second" } } }""");

        Assert.Equal("second", HostJson.Read(other.Path, _directory.Path).RoutePrefix);
        File.WriteAllText(other.Combine("host.json"), """{ "extensions": { "http": { "routePrefix": "first" } } }""");
        Assert.Equal("first", HostJson.Read(other.Path, _directory.Path).RoutePrefix);
    }

    [Theory]
    [InlineData("{ \"extensions\": ", "")]
    [InlineData("[]", "")]
    [InlineData("""{ "extensions": { "durableTask": { "hubName": "a hub" } } }""", "hubName")]
    [InlineData("""{ "extensions": { "durableTask": { "hubName": "" } } }""", "hubName")]
    [InlineData("""{ "extensions": { "durableTask": { "maxConcurrentActivityFunctions": 0 } } }""", "maxConcurrentActivityFunctions")]
    [InlineData("""{ "extensions": { "durableTask": { "maxConcurrentActivityFunctions": "many" } } }""", "maxConcurrentActivityFunctions")]
    [InlineData("""{ "extensions": { "durableTask": { "maxConcurrentOrchestratorFunctions": 1.5 } } }""",
        "maxConcurrentOrchestratorFunctions")]
    public void A_malformed_file_is_refused_by_its_name_and_what_is_wrong(string text, string setting)
    {
        Write(text);

        var refused = Assert.Throws<StartFailedException>(() => HostJson.Read(_directory.Path));

        Assert.Contains(_directory.Combine("host.json"), refused.Message, StringComparison.Ordinal);
        Assert.Contains(setting, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    private void Write(string text) => File.WriteAllText(_directory.Combine("host.json"), text);
}
