using Functron.FunctionApp;
using Functron.FunctionApp.Startup;
using Functron.Tests.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Functron.Tests.FunctionApp.Startup;

public sealed class StartWarningsTests
{
    private const int Limit = 120_000;

    [Theory]
    [InlineData("http://localhost:8081", "")]
    [InlineData("http://functron.localhost:8081", "")]
    [InlineData("http://127.0.0.1:8081 http://[::1]:8081 http://127.8.9.10:1", "")]
    [InlineData("http://unix:/run/functron.sock", "")]
    [InlineData("http://127.0.0.1:8081 http://0.0.0.0:9090", "http://0.0.0.0:9090")]
    [InlineData("http://[::]:8081", "http://[::]:8081")]
    [InlineData("http://*:8081 http://192.0.2.1:8082", "http://*:8081 http://192.0.2.1:8082")]
    [InlineData("http://example.org:8081", "http://example.org:8081")]
    public void It_knows_which_addresses_only_this_machine_reaches(string addresses, string beyond) =>
        Assert.Equal(beyond, string.Join(' ', Reach.Of(addresses.Split(' ')).Beyond));

    [Fact]
    public void The_remedy_is_the_command_lines_or_in_a_container_that_of_docker_run()
    {
        var reach = Reach.Of(["http://[::]:8082"]);

        Assert.Contains("--urls http://localhost:8082", reach.Remedy(_ => null), StringComparison.Ordinal);
        Assert.Contains("-p 127.0.0.1:8082:8082", reach.Remedy(
            name => name == "DOTNET_RUNNING_IN_CONTAINER" ? "true" : null), StringComparison.Ordinal);
    }

    [Fact(Timeout = Limit)]
    public async Task Listening_beyond_loopback_is_a_warning_that_says_who_may_run_containers()
    {
        var warning = Assert.Single(await WarningsAsync(["--urls=http://127.0.0.1:0;http://0.0.0.0:0"], []));

        Assert.Contains("http://0.0.0.0:", warning, StringComparison.Ordinal);
        Assert.DoesNotContain("http://127.0.0.1:", warning, StringComparison.Ordinal);
        Assert.Contains("may run containers", warning, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limit)]
    public async Task On_loopback_with_known_options_nothing_is_warned_of() =>
        Assert.Empty(await WarningsAsync([], ["--Functron:Cpus=1"]));

    [Fact(Timeout = Limit)]
    public async Task An_unknown_option_is_a_warning_and_the_host_starts()
    {
        var warning = Assert.Single(await WarningsAsync([], ["--Functron:MaxConcurentRuns=a secret"]));

        Assert.Contains("Functron:MaxConcurentRuns", warning, StringComparison.Ordinal);
        Assert.Contains("Functron:MaxConcurrentRuns", warning, StringComparison.Ordinal);
        Assert.Contains("Functron__MaxConcurrentRuns", warning, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("functions", false)]
    [InlineData("embedded", true)]
    public void A_worker_is_not_warned_of_what_its_host_has_written(string name, bool warned)
    {
        using var data = new TemporaryDirectory();
        var host = name == AppHost.Functions.Name ? AppHost.Functions : AppHost.Embedded;
        string[] args = ["--host", "127.0.0.1", "--port", "1", "--functions-uri", "http://127.0.0.1:1/"];
        var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection([new("Functron:DataDirectory", data.Path), new("Functron:PayloadStore", "files")]);

        var services = new ServiceCollection().AddFunctron(configuration, host, args);

        var unknown = (UnknownOptions)services.Single(service => service.ServiceType == typeof(UnknownOptions)).ImplementationInstance!;
        Assert.Equal(warned, unknown.Options.Count > 0);
    }

    private static async Task<IReadOnlyList<string>> WarningsAsync(string[] host, string[] args)
    {
        var logs = new CapturedLogs();
        await using (await TestHost.StartAsync(new TestHostSetup
        {
            Args = host,
            Logs = logs,
            Configure = services =>
            {
                services.AddSingleton(UnknownOptions.Find(new ConfigurationBuilder().AddCommandLine(args).Build(), args));
                services.AddHostedService<StartWarnings>();
            },
        }))
        {
        }

        return [.. logs.Entries.Where(entry => entry.Level == LogLevel.Warning).Select(entry => entry.Message)];
    }
}
