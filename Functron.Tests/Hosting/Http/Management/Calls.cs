using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Functron.Tests.Hosting.Http.Management;

/// <summary>Instances to call the management API about, and what it answers.</summary>
internal static class Calls
{
    public const string Base = "/runtime/webhooks/durabletask/";
    public const string Instances = Base + "instances/";

    /// <summary>What every address in an answer has in its query; the hub is that of a host.json that names none.</summary>
    public const string Query = "taskHub=DurableFunctionsHub&connection=Storage";

    public static DurableTaskClient Client(TestHost host) => host.Services.GetRequiredService<DurableTaskClient>();

    public static async Task StartAsync(TestHost host, string name, string id, bool untilEnd = false)
    {
        await Client(host).ScheduleNewOrchestrationInstanceAsync(name, "text", new StartOrchestrationOptions(id));
        if (untilEnd)
            await Client(host).WaitForInstanceCompletionAsync(id);
        else
            await Client(host).WaitForInstanceStartAsync(id);
    }

    /// <summary>An open, a completed, a failed and a terminated one, named so.</summary>
    /// <param name="dataDirectory">Null: one of the host's own.</param>
    public static async Task<TestHost> WithEachStatusAsync(string? dataDirectory = null)
    {
        var host = await TestHost.StartAsync(new TestHostSetup { Functions = [typeof(Orchestrations)], DataDirectory = dataDirectory });
        await StartAsync(host, "Waits", "open");
        await StartAsync(host, "Upper", "completed", untilEnd: true);
        await StartAsync(host, "Fails", "failed", untilEnd: true);
        await StartAsync(host, "Waits", "terminated");
        await Client(host).TerminateInstanceAsync("terminated");
        return host;
    }

    public static async Task<HttpStatusCode> StatusAsync(TestHost host, string method, string path)
    {
        using var response = await SendAsync(host, method, path);
        return response.StatusCode;
    }

    /// <param name="path">Below <see cref="Base"/>, sent as it is.</param>
    public static async Task<HttpResponseMessage> SendAsync(
        TestHost host, string method, string path, string? body = null, string contentType = "application/json")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(host.Address, Base + path));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        }

        return await host.Http.SendAsync(request);
    }

    public static async Task<JsonObject> GetAsync(TestHost host, string path)
    {
        using var response = await host.Http.GetAsync(Instances + path);
        return await ReadAsync(response);
    }

    public static async Task<JsonObject> ReadAsync(HttpResponseMessage response)
    {
        AssertJson(response);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();
    }

    public static void AssertJson(HttpResponseMessage response) =>
        Assert.Equal("application/json; charset=utf-8", response.Content.Headers.ContentType?.ToString());

    /// <summary>That it is refused so, in a JSON string.</summary>
    public static async Task AssertTextAsync(HttpResponseMessage response, HttpStatusCode status, string words)
    {
        Assert.Equal(status, response.StatusCode);
        AssertJson(response);
        Assert.Equal(words, (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync()));
    }

    /// <summary>That it is a problem of this status, and says so in words.</summary>
    public static async Task AssertProblemAsync(HttpResponseMessage response, HttpStatusCode status, string words)
    {
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal((int)status, (int?)problem["status"]);
        Assert.Contains(words, (string?)problem["detail"], StringComparison.Ordinal);
    }

    public static async Task<List<string>> IdsAsync(TestHost host)
    {
        var ids = new List<string>();
        await foreach (var instance in Client(host).GetAllInstancesAsync())
            ids.Add(instance.InstanceId);
        return ids;
    }
}
