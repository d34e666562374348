using System.Net;
using System.Net.Sockets;
using Functron.Hosting.Functions;
using Functron.Hosting.Startup;
using Functron.Tests.Hosting.Functions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Functron.Tests.Hosting.Startup;

public sealed class StartTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(new string[0], "http://localhost:8081")]
    [InlineData(new[] { "--urls=http://localhost:9" }, "http://localhost:9")]
    [InlineData(new[] { "--http_ports=9" }, null)]
    [InlineData(new[] { "--Kestrel:Endpoints:Http:Url=http://localhost:9" }, null)]
    public void Listens_on_its_own_port_unless_told_otherwise(string[] args, string? urls)
    {
        var builder = new EmbeddedApplicationBuilder(Options([$"--Functron:DataDirectory={_directory.Path}", .. args]));

        Assert.Equal(urls, builder.Configuration["urls"]);
    }

    [Fact]
    public void No_file_is_watched_for_changes()
    {
        var builder = new EmbeddedApplicationBuilder(Options([$"--Functron:DataDirectory={_directory.Path}"]));

        var files = builder.Configuration.Sources.OfType<FileConfigurationSource>().ToList();
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.False(file.ReloadOnChange));
    }

    [Fact]
    public void The_app_sees_the_data_directory_that_the_host_uses()
    {
        var relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), _directory.Combine("data"));

        var builder = new EmbeddedApplicationBuilder(Options([$"--Functron:DataDirectory={relative}"]));

        Assert.Equal(_directory.Combine("data"), builder.Configuration["Functron:DataDirectory"]);
    }

    [Fact(Timeout = 120_000)]
    public async Task Nothing_is_made_on_the_disk_before_the_start()
    {
        var setup = Setup() with { DataDirectory = _directory.Combine("data") };
        await using var host = TestHost.Build(setup);
        Assert.False(Directory.Exists(setup.DataDirectory));

        await host.StartAsync();

        Assert.True(Directory.Exists(setup.DataDirectory));
        await host.StopAsync();
    }

    [Fact]
    public void Serves_the_functions_of_the_assembly_that_it_is_given()
    {
        // This assembly has the bad functions of other tests, so that the refusal shows where they were looked for.
        var builder = EmbeddedApplication.CreateBuilder(
            ["--urls=http://127.0.0.1:0", $"--Functron:DataDirectory={_directory.Path}"], typeof(StartTests).Assembly);

        var refused = Assert.Throws<InvalidFunctionsException>(() => builder.BuildHost());

        Assert.Contains(nameof(BadFunctions), refused.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task One_line_says_where_it_listens_and_keeps_its_data()
    {
        var logs = new CapturedLogs();
        await using var host = await TestHost.StartAsync(Setup() with { Logs = logs });

        var line = Assert.Single(logs.Entries, e => e.Level >= LogLevel.Information && e.Category == "Functron.Hosting").Message;
        Assert.Contains(host.Address.Authority, line, StringComparison.Ordinal);
        Assert.Contains(_directory.Path, line, StringComparison.Ordinal);
        Assert.DoesNotContain(logs.Entries, e =>
            e.Level >= LogLevel.Information && e.Category.StartsWith("Microsoft.", StringComparison.Ordinal));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_failed_start_logs_no_stack_trace()
    {
        File.WriteAllText(_directory.Combine("durable"), "in the way of the engine's directory");
        var logs = new CapturedLogs();

        await AssertFailsAsync(Setup() with { Logs = logs });

        Assert.DoesNotContain(logs.Entries, e => e.Level >= LogLevel.Information && e.Exception is not null);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_port_in_use_is_told_in_one_line()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}";

        await AssertFailsAsync(Setup() with { Args = [$"--urls={url}"] }, url, "--urls");
    }

    [Theory(Timeout = 120_000)]
    [InlineData("--urls=localhost:9462", "'localhost:9462'", "the form")]
    [InlineData("--urls=http://127.0.0.1:0;http://localhost:99999", "'http://localhost:99999'", "port")]
    [InlineData("--urls=http://localhost:http", "'http://localhost:http'", "port")]
    [InlineData("--urls=ftp://localhost:1", "'ftp://localhost:1'", "scheme")]
    [InlineData("--urls=http://127.0.0.1:0/path", "'http://127.0.0.1:0/path'", "path")]
    [InlineData("--http_ports=none", "'none'", "port")]
    [InlineData("--Kestrel:Endpoints:Http:Url=localhost", "'localhost'", "the form")]
    [InlineData("--urls=http://localhost:0", "http://localhost:0 cannot be listened on", "127.0.0.1")]
    public async Task An_address_that_is_none_is_told_in_one_line(string arg, params string[] words) =>
        await AssertFailsAsync(Setup() with { Args = [arg] }, words);

    [Fact(Timeout = 120_000)]
    public async Task Https_without_a_certificate_is_told_in_one_line() =>
        // A certificate that nobody has: without any, a developer's own would be found.
        await AssertFailsAsync(
            Setup() with { Args = ["--urls=https://127.0.0.1:0", "--Kestrel:Certificates:Default:Subject=no such subject"] },
            "https://127.0.0.1:0",
            "Kestrel:Certificates");

    [Theory(Timeout = 120_000)]
    [InlineData("a{b", "'a{b' is malformed")]
    [InlineData("{name}", "'Placed'", "'{name}'")]
    public async Task A_route_prefix_that_is_none_is_told_in_one_line(string prefix, params string[] words) =>
        await AssertFailsAsync(
            Setup() with
            {
                Functions = [typeof(Placed)],
                HostJson = $$"""{ "extensions": { "http": { "routePrefix": "{{prefix}}" } } }""",
            },
            ["host.json", .. words]);

    [Fact(Timeout = 120_000)]
    public async Task Functions_that_ask_for_a_key_elsewhere_are_named_in_a_warning()
    {
        using var logs = new CapturedLogs();
        await using var host = await TestHost.StartAsync(new TestHostSetup { Functions = [typeof(Guarded), typeof(Open)], Logs = logs });

        var warning = Assert.Single(logs.Entries, entry => entry.Level == LogLevel.Warning);
        Assert.Contains("may call Guarded, whose level is not Anonymous", warning.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_data_directory_that_cannot_be_made_is_told_in_one_line()
    {
        File.WriteAllText(_directory.Combine("file"), "");

        await AssertFailsAsync(Setup() with { DataDirectory = _directory.Combine("file", "data") }, "file", "Functron:DataDirectory");
    }

    [Fact(Timeout = 120_000)]
    public async Task A_second_host_on_the_same_data_directory_is_told_in_one_line()
    {
        await using var first = await TestHost.StartAsync(Setup());

        await AssertFailsAsync(Setup(), _directory.Path);
    }

    [Fact(Timeout = 120_000)]
    public async Task The_data_directory_is_free_again_after_a_stop()
    {
        await using (var first = await TestHost.StartAsync(Setup()))
            await first.StopAsync();

        await using var second = await TestHost.StartAsync(Setup());
        Assert.NotNull(second.Address);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_malformed_host_json_is_told_in_one_line() =>
        await AssertFailsAsync(Setup() with { HostJson = "{" }, "host.json");

    [Fact(Timeout = 120_000)]
    public async Task A_bad_function_is_told_in_one_line() =>
        await AssertFailsAsync(Setup() with { Functions = [typeof(BadFunctions.NoTrigger)] }, "'Bad'", "one trigger");

    [Fact(Timeout = 120_000)]
    public async Task The_apps_invalid_options_are_told_in_one_line() =>
        await AssertFailsAsync(
            Setup() with
            {
                Configure = services => services.AddOptions<Limits>().Validate(_ => false, "Set something else.").ValidateOnStart(),
            },
            "Set something else.");

    [Fact(Timeout = 120_000)]
    public async Task Any_other_failure_is_thrown()
    {
        var setup = Setup() with { Configure = services => services.AddHostedService<Failing>() };
        var error = new StringWriter();

        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => HostProcess.RunAsync(() => TestHost.Build(setup), error));

        Assert.Empty(error.ToString());
    }

    private TestHostSetup Setup() => new() { DataDirectory = _directory.Path };

    private static EmbeddedHostOptions Options(string[] args) => new() { Functions = FunctionSource.Of(), Args = args };

    private static async Task AssertFailsAsync(TestHostSetup setup, params string[] words)
    {
        var error = new StringWriter();

        // As a Program does.
        Assert.Equal(1, await HostProcess.RunAsync(() => TestHost.Build(setup), error));

        var line = Assert.Single(error.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
        Assert.All(words, word => Assert.Contains(word, line, StringComparison.Ordinal));
    }

    public static class Guarded
    {
        [Function("Guarded")]
        public static IResult Run([HttpTrigger(AuthorizationLevel.Function, "get", Route = "guarded")] HttpRequest request) => Results.Ok();
    }

    public static class Open
    {
        [Function("Open")]
        public static IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "open")] HttpRequest request) => Results.Ok();
    }

    public static class Placed
    {
        [Function("Placed")]
        public static IResult Run([HttpTrigger("get", Route = "placed/{name}")] HttpRequest request, string name) => Results.Text(name);
    }

    private sealed class Limits;

    private sealed class Failing : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => throw new InvalidTimeZoneException();

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
