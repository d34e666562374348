using Functron.FunctionApp;
using Functron.FunctionApp.Startup;
using Microsoft.Extensions.Configuration;

namespace Functron.Tests.FunctionApp.Startup;

public sealed class HostChoiceTests
{
    [Theory]
    [InlineData("embedded")]
    [InlineData("embedded", "--urls=http://localhost:8081")]
    [InlineData("embedded", "--hosts", "a")]
    [InlineData("functions", "--functions-uri", "http://127.0.0.1:1/")]
    [InlineData("functions", "--functions-uri=http://127.0.0.1:1/")]
    [InlineData("embedded", "--host", "127.0.0.1")]
    [InlineData("embedded", "--functions-uri", "http://127.0.0.1:1/", "--Functron:Host=Embedded")]
    [InlineData("functions", "--functions-uri", "http://127.0.0.1:1/", "--Functron:Host", "Functions")]
    [InlineData(null, "--Functron:Host=functions")]
    public void The_command_line_of_a_Functions_host_is_known(string? host, params string[] arguments) =>
        Assert.Equal(host, Choose(arguments)?.Name);

    [Theory]
    [InlineData("functions", "FUNCTIONS_APPLICATION_DIRECTORY=/home/site/wwwroot")]
    [InlineData("functions", "FUNCTIONS_APPLICATION_DIRECTORY=/home/site/wwwroot", "WEBSITE_SITE_NAME=app")]
    [InlineData(null, "FUNCTIONS_WORKER_RUNTIME=dotnet-isolated")]
    [InlineData(null, "WEBSITE_SITE_NAME=app")]
    [InlineData("embedded", "WEBSITE_SITE_NAME=")]
    [InlineData("embedded", "WEBSITE_SITE_NAME=app", "Functron:Host=embedded")]
    public void Where_an_app_of_Azure_is_meant_it_is_never_started_alone_by_itself(string? host, params string[] variables) =>
        Assert.Equal(host, Choose([], variables)?.Name);

    [Fact]
    public void Another_host_is_refused_in_words() =>
        Assert.Equal("Functron:Host is \"azure\"; it must be embedded or functions.", Assert.Throws<OptionsException>(
            () => Choose(["--Functron:Host=azure"])).Message);

    [Fact]
    public void What_differs_by_host_is_its_record()
    {
        // No home directory where this runs is a reason to fail.
        var (functions, embedded) = (SettingsOf(AppHost.Functions), SettingsOf(AppHost.Embedded));

        Assert.Equal((200, 30, true), (
            functions.SyncWaitSeconds, functions.Execution.SlotWaitSeconds, functions.OnlyStopsCancelActivities));
        Assert.Equal((0, 0, false), (embedded.SyncWaitSeconds, embedded.Execution.SlotWaitSeconds, embedded.OnlyStopsCancelActivities));
        Assert.Equal((true, false), (functions.Blobs is not null, embedded.Blobs is not null));
        Assert.Equal((true, true, false, false), (
            AppHost.Functions.HasStartedThis, AppHost.Functions.HasKeys, AppHost.Embedded.HasStartedThis, AppHost.Embedded.HasKeys));
        Assert.Equal((true, false), (AppHost.Functions.HasTelemetry, AppHost.Embedded.HasTelemetry));
        Assert.Equal(OptionsOf(AppHost.Functions), OptionsOf(AppHost.Embedded));
    }

    [Fact]
    public void Every_other_source_of_settings_wins()
    {
        var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection([new("Functron:SyncWaitSeconds", "7")]);
        AppHost.Functions.AddDefaultsTo(configuration);
        Assert.Equal(("7", "30"), (configuration["Functron:SyncWaitSeconds"], configuration["Functron:SlotWaitSeconds"]));
    }

    [Theory]
    [InlineData("17 (dotnet) S 42 17 17 0", 42)]
    [InlineData("17 (a) b) (c) R 7 17", 7)]
    [InlineData("17 (dotnet)", null)]
    public void The_parent_is_read_from_the_processs_status(string status, int? parent) =>
        Assert.Equal(parent, ParentProcess.Parse(status));

    private static AppHost? Choose(IReadOnlyList<string> arguments, params string[] variables) => HostChoice.Of(
        arguments,
        new ConfigurationBuilder()
            .AddInMemoryCollection(variables.Select(variable => variable.Split('='))
            .Select(pair => new KeyValuePair<string, string?>(pair[0], pair[1])))
            .AddCommandLine([.. arguments])
            .Build());

    private static IEnumerable<string> OptionsOf(AppHost host) =>
        host.Defaults.Keys.Where(key => key.StartsWith("Functron:", StringComparison.Ordinal)).Order();

    private static FunctronSettings SettingsOf(AppHost host)
    {
        var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection(
            [new("Functron:DataDirectory", "/data"), new("AzureWebJobsStorage", "UseDevelopmentStorage=true")]);
        host.AddDefaultsTo(configuration);
        return FunctronSettings.Read(configuration);
    }
}
