using System.Net;
using Functron.FunctionApp;
using Functron.FunctionApp.Startup;
using Functron.FunctionApp.Orchestration;
using Functron.Tests.Execution.Engine;
using Functron.Tests.Hosting;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;

namespace Functron.Tests.EndToEnd;

/// <summary>Where the durable store cannot be read, the app's own routes say so as the management API does.</summary>
public sealed class UnreadableStoreTests : EngineTest
{
    private static readonly Type[] Functions =
        [.. typeof(InvocationOrchestrator).Assembly.GetTypes().Where(type =>
            type.GetMethods().Any(method => method.IsDefined(typeof(FunctionAttribute), inherit: false)))];

    [Theory(Timeout = 120_000)]
    [InlineData("GET")]
    [InlineData("DELETE")]
    public async Task An_invocation_that_cannot_be_looked_at_is_503_in_words(string method)
    {
        using var data = new TemporaryDirectory();
        await using var host = await TestHost.StartAsync(new TestHostSetup
        {
            Functions = Functions,
            DataDirectory = data.Path,
            HostJson = """{"extensions":{"http":{"routePrefix":""}}}""",
            Configure = services => services.AddFunctron(FunctronSettings.Read(
                new ConfigurationBuilder().AddInMemoryCollection([new("Functron:DataDirectory", data.Path)]).Build()), AppHost.Embedded),
        });
        using var known = await host.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), "v1/invocations/some"));
        Assert.Equal(HttpStatusCode.NotFound, known.StatusCode);
        Break(Assert.Single(Directory.GetFiles(data.Path, "durable.db", SearchOption.AllDirectories)));

        using var response = await host.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), "v1/invocations/some"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains("could not read instance 'some'", WebUtility.HtmlDecode(
            System.Text.RegularExpressions.Regex.Unescape(await response.Content.ReadAsStringAsync())));
    }

    private static void Break(string database)
    {
        using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = database, Pooling = false }.ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "ALTER TABLE instances RENAME TO lost";
        command.ExecuteNonQuery();
    }
}
