using Functron.FunctionApp;
using Functron.FunctionApp.Startup;
using Microsoft.Extensions.Configuration;

namespace Functron.Tests.FunctionApp.Startup;

public sealed class UnknownOptionsTests
{
    [Theory]
    [InlineData("MaxConcurentRuns", "MaxConcurrentRuns")]
    [InlineData("MaxConcurrentRun", "MaxConcurrentRuns")]
    [InlineData("Max_Concurrent_Runs", "MaxConcurrentRuns")]
    [InlineData("MaxRuns", "MaxConcurrentRuns")]
    [InlineData("ConcurrentBuilds", "MaxConcurrentBuilds")]
    [InlineData("Cups", "Cpus")]
    [InlineData("Cpu", "Cpus")]
    [InlineData("Memory", "MemoryBytes")]
    [InlineData("MemoryLimit", "MemoryBytes")]
    [InlineData("DataDir", "DataDirectory")]
    [InlineData("DockerHost", "DockerEndpoint")]
    [InlineData("BuildTimeout", "BuildTimeoutSeconds")]
    [InlineData("MaxTimeout", "MaxTimeoutSeconds")]
    [InlineData("Network", "NetworkMode")]
    [InlineData("Pids", "PidsLimit")]
    [InlineData("PayloadStores", "PayloadStore")]
    [InlineData("SyncWait", "SyncWaitSeconds")]
    [InlineData("Sweep-All", "SweepAll")]
    [InlineData("NoNewPrivilege", "NoNewPrivileges")]
    [InlineData("MaxConcurrentRuns:0", "MaxConcurrentRuns")]
    public void An_option_that_does_not_exist_is_named_with_the_nearest_one(string given, string nearest) =>
        Assert.Equal([new UnknownOption($"Functron:{given}", nearest)], Of([$"--Functron:{given}=1"]));

    [Theory]
    [InlineData("Functron__MaxConcurentRuns", "Functron:MaxConcurentRuns", "MaxConcurrentRuns")]
    [InlineData("FUNCTRON__MAXCONCURENTRUNS", "Functron:MAXCONCURENTRUNS", "MaxConcurrentRuns")]
    [InlineData("Functron_MaxConcurrentRuns", "Functron_MaxConcurrentRuns", "MaxConcurrentRuns")]
    [InlineData("FUNCTRON_MAX_CONCURRENT_RUNS", "FUNCTRON_MAX_CONCURRENT_RUNS", "MaxConcurrentRuns")]
    [InlineData("Functron.Cpus", "Functron.Cpus", "Cpus")]
    public void So_it_is_as_an_environment_variable(string variable, string given, string nearest)
    {
        // What the provider of environment variables makes of their names.
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new(variable.Replace("__", ":", StringComparison.Ordinal), "1")])
            .Build();

        var found = Assert.Single(UnknownOptions.Find(configuration, []).Options);

        Assert.Equal((given, nearest), (found.Given, found.Nearest), Ignoring.Case);
    }

    [Theory]
    [InlineData("--MaxConcurrentRuns=3", "--MaxConcurrentRuns", "MaxConcurrentRuns")]
    [InlineData("--maxconcurrentruns", "--maxconcurrentruns", "MaxConcurrentRuns")]
    [InlineData("--sweepall", "--sweepall", "SweepAll")]
    [InlineData("--sweep-all=true", "--sweep-all", "SweepAll")]
    [InlineData("--Functron__Cpus=2", "Functron__Cpus", "Cpus")]
    public void So_it_is_on_the_command_line_without_its_section(string arg, string given, string nearest) =>
        Assert.Equal([new UnknownOption(given, nearest)], Of([arg, "1"]));

    [Fact]
    public void Every_option_is_known_in_any_case_and_so_are_the_settings_of_others()
    {
        var args = FunctronSettings.OptionNames.SelectMany(
            name => new[] { $"--Functron:{name}=1", $"--functron:{name.ToUpperInvariant()}=1" });

        Assert.Empty(Of(
            [.. args, "--sweep-all", "--urls=http://localhost:1", "--Host:Retention:Days=1", "--Logging:LogLevel:Default=Debug",
                "--FUNCTRON_URL=x", "--FUNCTRON_TEST_HOST=y"]));
    }

    [Fact]
    public void What_differs_by_host_is_known()
    {
        foreach (var host in new[] { AppHost.Embedded, AppHost.Functions })
            Assert.Empty(UnknownOptions.Find(new ConfigurationBuilder().AddInMemoryCollection(host.Defaults).Build(), []).Options);
    }

    private static IReadOnlyList<UnknownOption> Of(string[] args)
    {
        var expanded = CommandLine.Expand(args);
        return UnknownOptions.Find(new ConfigurationBuilder().AddCommandLine(expanded).Build(), expanded).Options;
    }

    private sealed class Ignoring : IEqualityComparer<(string Given, string Nearest)>
    {
        public static Ignoring Case { get; } = new();

        public bool Equals((string Given, string Nearest) x, (string Given, string Nearest) y) =>
            StringComparer.OrdinalIgnoreCase.Equals(x.Given, y.Given) && x.Nearest == y.Nearest;

        public int GetHashCode((string Given, string Nearest) obj) => obj.Nearest.GetHashCode(StringComparison.Ordinal);
    }
}
