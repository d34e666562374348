using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Functron.Hosting.Http.Management;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using static Functron.Tests.Hosting.Http.Management.Calls;

namespace Functron.Tests.Hosting.Http.Management;

public sealed class ManagementTests
{
    private const string Time = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$";

    [Theory(Timeout = 120_000)]
    [InlineData("Upper", "", HttpStatusCode.OK, "Completed")]
    [InlineData("Upper", "?returnInternalServerErrorOnFailure=true", HttpStatusCode.OK, "Completed")]
    [InlineData("Fails", "", HttpStatusCode.OK, "Failed")]
    [InlineData("Fails", "?returnInternalServerErrorOnFailure=true", HttpStatusCode.InternalServerError, "Failed")]
    [InlineData("Fails", "?returnInternalServerErrorOnFailure=false", HttpStatusCode.OK, "Failed")]
    public async Task An_ended_instance_is_told_as_such(string name, string query, HttpStatusCode status, string runtimeStatus)
    {
        await using var host = await TestHost.StartAsync(typeof(Orchestrations));
        await StartAsync(host, name, "one", untilEnd: true);

        using var response = await host.Http.GetAsync($"{Instances}one{query}");

        Assert.Equal(status, response.StatusCode);
        Assert.Null(response.Headers.RetryAfter);
        Assert.Equal(runtimeStatus, (string?)(await ReadAsync(response))["runtimeStatus"]);
    }

    [Theory(Timeout = 120_000)]
    [InlineData("an%20id")]
    [InlineData("an%20id?taskHub=hub&code=a%2Bb%3D&showInput=false&unknown")]
    public async Task An_open_instance_says_where_and_when_to_ask_again(string path)
    {
        await using var host = await TestHost.StartAsync(typeof(Orchestrations));
        await StartAsync(host, "Waits", "an id");

        using var response = await host.Http.GetAsync(Instances + path);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(new Uri(host.Address, Instances + path).AbsoluteUri, response.Headers.Location?.OriginalString);
        Assert.Equal(TimeSpan.FromSeconds(5), response.Headers.RetryAfter?.Delta);
        Assert.Equal("Running", (string?)(await ReadAsync(response))["runtimeStatus"]);
    }

    [Fact(Timeout = 120_000)]
    public async Task The_payload_has_the_names_and_the_order_of_durable_functions()
    {
        await using var host = await TestHost.StartAsync(typeof(Orchestrations));
        await StartAsync(host, "Upper", "one", untilEnd: true);

        var payload = await GetAsync(host, "one");

        Assert.Equal(
            ["name", "instanceId", "runtimeStatus", "input", "customStatus", "output", "createdTime", "lastUpdatedTime"],
            payload.Select(p => p.Key));
        Assert.Equal("Upper", (string?)payload["name"]);
        Assert.Equal("one", (string?)payload["instanceId"]);
        Assert.Equal("text", (string?)payload["input"]);
        Assert.Equal("status", (string?)payload["customStatus"]?["Text"]);
        Assert.Equal("TEXT", (string?)payload["output"]?["Text"]);
        Assert.Matches(Time, (string?)payload["createdTime"]);
        Assert.Matches(Time, (string?)payload["lastUpdatedTime"]);
    }

    [Fact(Timeout = 120_000)]
    public async Task The_input_can_be_left_out()
    {
        await using var host = await TestHost.StartAsync(typeof(Orchestrations));
        await StartAsync(host, "Upper", "one", untilEnd: true);

        Assert.Null((await GetAsync(host, "one?showInput=false"))["input"]);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_failure_is_told_as_the_output()
    {
        await using var host = await TestHost.StartAsync(typeof(Orchestrations));
        await StartAsync(host, "Fails", "one", untilEnd: true);

        var output = (string?)(await GetAsync(host, "one"))["output"];

        Assert.Contains("'Throws'", output, StringComparison.Ordinal);
        Assert.Contains("no zone", output, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task The_history_is_told_when_asked_for()
    {
        await using var host = await TestHost.StartAsync(typeof(Orchestrations));
        await StartAsync(host, "Upper", "one", untilEnd: true);

        var history = (await GetAsync(host, "one?showHistory=true"))["historyEvents"]!.AsArray();
        var withOutput = (await GetAsync(host, "one?showHistory=true&showHistoryOutput=true"))["historyEvents"]!.AsArray();

        Assert.Equal(
            ["ExecutionStarted", "TaskCompleted", "ExecutionCompleted"], history.Select(e => (string?)e!["EventType"]));
        Assert.All(history, e => Assert.NotNull(e!["Timestamp"]));
        Assert.Equal("ToUpper", (string?)history[1]!["FunctionName"]);
        Assert.Equal("\"text\"", (string?)history[0]!["Input"]);
        Assert.Equal("\"text\"", (string?)history[1]!["Input"]);
        Assert.Equal("Completed", (string?)history[2]!["OrchestrationStatus"]);
        Assert.All(history, e => Assert.False(e!.AsObject().ContainsKey("Result")));
        Assert.Equal("TEXT", (string?)withOutput[1]!["Result"]);
        var withoutInput = (await GetAsync(host, "one?showHistory=true&showInput=false"))["historyEvents"]!.AsArray();
        Assert.All(withoutInput, e => Assert.False(e!.AsObject().ContainsKey("Input")));
    }

    [Fact(Timeout = 120_000)]
    public async Task The_history_names_what_is_open_and_gives_reasons()
    {
        await using var host = await WithEachStatusAsync();
        using (var suspended = await host.Http.PostAsync($"{Instances}open/suspend?reason=lunch", null))
            Assert.Equal(HttpStatusCode.Accepted, suspended.StatusCode);
        using (var raised = await host.Http.PostAsync($"{Instances}open/raiseEvent/other", JsonContent.Create(new Answer("now"))))
            Assert.Equal(HttpStatusCode.Accepted, raised.StatusCode);
        using (var resumed = await host.Http.PostAsync($"{Instances}open/resume?reason=fed", null))
            Assert.Equal(HttpStatusCode.Accepted, resumed.StatusCode);
        JsonArray open;
        while ((open = (await GetAsync(host, "open?showHistory=true"))["historyEvents"]!.AsArray()).Count < 4)
            await Task.Delay(5);
        var failed = (await GetAsync(host, "failed?showHistory=true&showHistoryOutput=true"))["historyEvents"]!.AsArray();

        Assert.Equal(("ExecutionSuspended", "lunch"), ((string?)open[1]!["EventType"], (string?)open[1]!["Reason"]));
        Assert.Equal(("EventRaised", "other"), ((string?)open[2]!["EventType"], (string?)open[2]!["Name"]));
        Assert.Equal("""{"text":"now"}""", (string?)open[2]!["Input"]);
        Assert.Equal(("ExecutionResumed", "fed"), ((string?)open[3]!["EventType"], (string?)open[3]!["Reason"]));
        Assert.Equal("TaskFailed", (string?)failed[1]!["EventType"]);
        Assert.Equal(("Throws", "no zone"), ((string?)failed[1]!["FunctionName"], (string?)failed[1]!["Reason"]));
        Assert.False(failed[1]!.AsObject().ContainsKey("Result"));
    }

    [Theory(Timeout = 120_000)]
    [InlineData("GET", "none", HttpStatusCode.NotFound)]
    [InlineData("POST", "none/terminate", HttpStatusCode.NotFound)]
    [InlineData("GET", "one?showInput=maybe", HttpStatusCode.BadRequest)]
    [InlineData("GET", "one?showHistory=", HttpStatusCode.Accepted)]
    [InlineData("GET", "one?showInput=%20&returnInternalServerErrorOnFailure=", HttpStatusCode.Accepted)]
    [InlineData("GET", "one?showHistoryOutput=1", HttpStatusCode.BadRequest)]
    [InlineData("GET", "one?returnInternalServerErrorOnFailure=true&returnInternalServerErrorOnFailure=false", HttpStatusCode.BadRequest)]
    [InlineData("GET", "one?showInput=TRUE&taskHub=hub&connection=Storage&code=key", HttpStatusCode.Accepted)]
    [InlineData("PUT", "one", HttpStatusCode.NotFound)]
    [InlineData("GET", "one/terminate", HttpStatusCode.NotFound)]
    [InlineData("POST", "one/unknown", HttpStatusCode.NotFound)]
    [InlineData("GET", "", HttpStatusCode.OK)]
    [InlineData("POST", "", HttpStatusCode.NotFound)]
    [InlineData("POST", "one", HttpStatusCode.NotFound)]
    [InlineData("PATCH", "", HttpStatusCode.NotFound)]
    [InlineData("HEAD", "one", HttpStatusCode.NotFound)]
    [InlineData("GET", "one/raiseEvent/go", HttpStatusCode.NotFound)]
    [InlineData("POST", "one/raiseEvent", HttpStatusCode.NotFound)]
    [InlineData("DELETE", "one/restart", HttpStatusCode.NotFound)]
    [InlineData("PUT", "one/rewind", HttpStatusCode.NotFound)]
    [InlineData("GET", "one/suspend", HttpStatusCode.NotFound)]
    [InlineData("GET", "one/resume", HttpStatusCode.NotFound)]
    [InlineData("GET", "../orchestrators/Waits", HttpStatusCode.NotFound)]
    [InlineData("DELETE", "../orchestrators/Waits/one", HttpStatusCode.NotFound)]
    [InlineData("POST", "ONE/SUSPEND", HttpStatusCode.NotFound)]
    [InlineData("POST", "one/SUSPEND", HttpStatusCode.Accepted)]
    public async Task Each_call_has_its_status(string method, string path, HttpStatusCode status)
    {
        await using var host = await TestHost.StartAsync(typeof(Orchestrations));
        await StartAsync(host, "Waits", "one");

        using var response = await host.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), Instances + path));

        Assert.Equal(status, response.StatusCode);
    }

    [Fact(Timeout = 120_000)]
    public async Task An_instance_is_terminated_once()
    {
        await using var host = await TestHost.StartAsync(typeof(Orchestrations));
        await StartAsync(host, "Waits", "one");

        using var first = await host.Http.PostAsync($"{Instances}one/terminate?reason=for%20a%20reason", null);
        using var second = await host.Http.PostAsync($"{Instances}one/terminate", null);
        var payload = await GetAsync(host, "one");

        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
        Assert.Equal(HttpStatusCode.Gone, second.StatusCode);
        Assert.Equal("Terminated", (string?)payload["runtimeStatus"]);
        Assert.Equal("for a reason", (string?)payload["output"]);
    }

    /// <summary>The option is for an app whose custom status says what an instance is doing.</summary>
    [Theory(Timeout = 120_000)]
    [InlineData("", null, "false")]
    [InlineData("?reason=", "", "true")]
    public async Task Without_a_reason_a_terminated_instance_has_no_output_and_its_custom_status_goes_where_that_is_asked_for(
        string query, string? output, string clears)
    {
        await using var host = await TestHost.StartAsync(
            new TestHostSetup { Functions = [typeof(Orchestrations)], Args = [$"--Host:ClearStatusOfTerminated={clears}"] });
        await StartAsync(host, "Tells", "one");
        Assert.Equal("going on", (string?)(await GetAsync(host, "one"))["customStatus"]);

        using var response = await host.Http.PostAsync($"{Instances}one/terminate{query}", null);
        var payload = await GetAsync(host, "one");

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("Terminated", (string?)payload["runtimeStatus"]);
        Assert.Equal(output, (string?)payload["output"]);
        Assert.Equal(clears == "true" ? null : "going on", (string?)payload["customStatus"]);
    }

    [Fact(Timeout = 120_000)]
    public async Task The_management_payload_names_the_addresses_below_that_of_the_request()
    {
        await using var host = await TestHost.StartAsync(typeof(Orchestrations));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/runtime/webhooks/durabletask/orchestrators/Waits/a%20b");
        request.Headers.Host = "functron.localhost:1234";

        using var response = await host.Http.SendAsync(request);
        var payload = await ReadAsync(response);

        const string instance = "http://functron.localhost:1234/runtime/webhooks/durabletask/instances/a%20b";
        Assert.Equal("a b", (string?)payload["id"]);
        Assert.Equal($"{instance}?{Query}", (string?)payload["statusQueryGetUri"]);
        Assert.Equal($"{instance}/raiseEvent/{{eventName}}?{Query}", (string?)payload["sendEventPostUri"]);
        Assert.Equal($"{instance}/terminate?reason={{text}}&{Query}", (string?)payload["terminatePostUri"]);
        Assert.Equal($"{instance}?{Query}", (string?)payload["purgeHistoryDeleteUri"]);
        Assert.Equal($"{instance}/suspend?reason={{text}}&{Query}", (string?)payload["suspendPostUri"]);
        Assert.Equal($"{instance}/resume?reason={{text}}&{Query}", (string?)payload["resumePostUri"]);
        Assert.Equal($"{instance}/restart?{Query}", (string?)payload["restartPostUri"]);
    }

    [Fact]
    public void Without_a_host_in_the_request_the_addresses_are_this_machines()
    {
        var http = new DefaultHttpContext();
        http.Request.Scheme = "http";
        http.Connection.LocalPort = 8081;

        Assert.Equal(
            "http://localhost:8081/runtime/webhooks/durabletask/instances/a%20b?taskHub=hub&connection=Storage",
            CheckStatusPayload.Below(ManagementAddresses.Base(http.Request), "a b", CheckStatusPayload.HubQuery("hub")).StatusQueryGetUri);
    }

    [Fact(Timeout = 120_000)]
    public async Task What_an_instance_does_not_have_yet_reads_as_the_default_of_its_type()
    {
        await using var host = await WithEachStatusAsync();
        var open = await Client(host).GetInstanceAsync("open", getInputsAndOutputs: true);

        Assert.Equal((0, null, "text"), (open!.ReadOutputAs<int>(), open.ReadCustomStatusAs<string>(), open.ReadInputAs<string>()));
        Assert.Throws<InvalidOperationException>(
            () => Client(host).GetInstanceAsync("open").GetAwaiter().GetResult()!.ReadInputAs<string>());
    }
}
