using System.Security.Cryptography;
using System.Text;
using Functron.Execution.Engine;

namespace Functron.Tests.Execution.Engine;

public sealed class EngineEndpointTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("functron-test-").FullName;
    private readonly Dictionary<string, string> _environment = [];

    public EngineEndpointTests() => _environment["DOCKER_CONFIG"] = _directory;

    [Fact]
    public void Our_own_option_comes_first()
    {
        _environment["DOCKER_HOST"] = "tcp://elsewhere:2375";
        Assert.Equal("unix:///mine.sock", Find("unix:///mine.sock").Address);
    }

    [Fact]
    public void DOCKER_HOST_comes_before_contexts()
    {
        _environment["DOCKER_HOST"] = "tcp://elsewhere:2375";
        _environment["DOCKER_CONTEXT"] = "remote";
        Assert.Equal("tcp://elsewhere:2375", Find().Address);
    }

    [Fact]
    public void The_context_of_the_configuration_is_used()
    {
        WriteConfig("""{"currentContext":"remote"}""");
        WriteContext("remote", """{"Name":"remote","Endpoints":{"docker":{"Host":"unix:///remote.sock"}}}""");
        Assert.Equal("unix:///remote.sock", Find().Address);
    }

    [Fact]
    public void DOCKER_CONTEXT_comes_before_the_configuration()
    {
        WriteConfig("""{"currentContext":"remote"}""");
        WriteContext("other", """{"Name":"other","Endpoints":{"docker":{"Host":"unix:///other.sock"}}}""");
        _environment["DOCKER_CONTEXT"] = "other";
        Assert.Equal("unix:///other.sock", Find().Address);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{}")]
    [InlineData("""{"currentContext":"default"}""")]
    [InlineData("""{"currentContext":""}""")]
    [InlineData("not json")]
    public void Otherwise_it_is_the_platforms_default(string? config)
    {
        if (config is not null)
            WriteConfig(config);
        Assert.Equal(OperatingSystem.IsWindows() ? "npipe://./pipe/docker_engine" : "unix:///var/run/docker.sock", Find().Address);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("""{"Endpoints":{"docker":{"Host":""}}}""")]
    public void A_context_that_cannot_be_read_is_named(string? meta)
    {
        WriteConfig("""{"currentContext":"broken"}""");
        if (meta is not null)
            WriteContext("broken", meta);
        Assert.Contains("broken", Find().Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_socket_whose_path_is_too_long_for_one_is_told()
    {
        var longest = "/" + new string('x', 106);

        Assert.Null(Find($"unix://{longest}").Problem);
        Assert.Contains("at most 107", Find($"unix://{longest}x").Problem, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private string? Read(string name) => _environment.GetValueOrDefault(name);

    private EngineEndpoint Find(string configured = "") => EngineEndpoint.Find(configured, DockerConfig.Load(Read), Read);

    private void WriteConfig(string json) => File.WriteAllText(Path.Combine(_directory, "config.json"), json);

    private void WriteContext(string name, string json)
    {
        var folder = Directory.CreateDirectory(
            Path.Combine(_directory, "contexts", "meta", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))));
        File.WriteAllText(Path.Combine(folder.FullName, "meta.json"), json);
    }
}
