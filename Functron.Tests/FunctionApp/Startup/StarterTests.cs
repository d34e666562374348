using Functron.FunctionApp;
using Functron.FunctionApp.Startup;
using Functron.Tests.Docs;
using Microsoft.Extensions.Configuration;

namespace Functron.Tests.FunctionApp.Startup;

public sealed class StarterTests
{
    private static readonly IConfiguration Azure = Settings("azure");
    private static readonly IConfiguration Embedded = Settings("embedded");

    [Theory]
    [InlineData(true)]
    [InlineData(false, "--functions-uri", "http://127.0.0.1:1/")]
    [InlineData(false, "--functions-uri=http://127.0.0.1:1/")]
    [InlineData(false, "--host", "127.0.0.1")]
    [InlineData(true, "--hosts")]
    [InlineData(true, "--urls=http://localhost:8081")]
    public void Without_an_argument_of_the_Functions_host_its_build_was_started_by_somebody_else(bool missing, params string[] arguments) =>
        Assert.Equal(missing, Starter.Read(Azure).IsMissing(arguments, _ => null));

    [Fact]
    public void A_variable_of_the_Functions_host_will_do_but_not_one_that_people_set() =>
        Assert.Equal(
            (false, true),
            (Starter.Read(Azure).IsMissing([], name => name == "FUNCTIONS_APPLICATION_DIRECTORY" ? "/home/site/wwwroot" : null),
             Starter.Read(Azure).IsMissing([], name => name == "FUNCTIONS_WORKER_RUNTIME" ? "dotnet-isolated" : null)));

    [Fact]
    public void Anybody_may_start_the_embedded_build()
    {
        var starter = Starter.Read(Embedded);
        Assert.False(starter.IsMissing([], _ => null));
        Assert.False(starter.EndsWithIt);
    }

    [Fact]
    public void What_differs_by_host_is_in_the_settings_of_its_build()
    {
        // No home directory where this runs is a reason to fail.
        var (azure, embedded) = (FunctronSettings.Read(WithDirectory(Azure)), FunctronSettings.Read(WithDirectory(Embedded)));

        Assert.Equal((200, 30, true), (azure.SyncWaitSeconds, azure.Execution.SlotWaitSeconds, azure.OnlyStopsCancelActivities));
        Assert.Equal((0, 0, false), (embedded.SyncWaitSeconds, embedded.Execution.SlotWaitSeconds, embedded.OnlyStopsCancelActivities));
        Assert.Equal(Keys(Azure.GetSection("Functron")), Keys(Embedded.GetSection("Functron")));
    }

    [Theory]
    [InlineData("17 (dotnet) S 42 17 17 0", 42)]
    [InlineData("17 (a) b) (c) R 7 17", 7)]
    [InlineData("17 (dotnet)", null)]
    public void The_parent_is_read_from_the_processs_status(string status, int? parent) => Assert.Equal(parent, ParentProcess.Parse(status));

    private static IEnumerable<string> Keys(IConfigurationSection section) => section.GetChildren().Select(child => child.Key);

    private static IConfiguration WithDirectory(IConfiguration settings) =>
        new ConfigurationBuilder().AddConfiguration(settings).AddInMemoryCollection([new("Functron:DataDirectory", "/data"), new("AzureWebJobsStorage", "UseDevelopmentStorage=true")]).Build();

    private static IConfiguration Settings(string flavour) =>
        new ConfigurationBuilder().AddJsonFile(Path.Combine(Repository.Root, "Functron.FunctionApp", "settings", flavour + ".json")).Build();
}
