using System.Net;
using System.Text.Json.Nodes;
using Microsoft.DurableTask.Client;
using static Functron.Tests.Hosting.Http.Management.Calls;

namespace Functron.Tests.Hosting.Http.Management;

/// <summary><c>POST orchestrators/{function}/{id?}</c></summary>
public sealed class StartTests
{
    [Fact(Timeout = 120_000)]
    public async Task A_start_is_answered_with_the_check_status_payload()
    {
        await using var host = await TestHost.StartAsync(typeof(Orchestrations));

        using var response = await SendAsync(host, "POST", "orchestrators/waits/my%20id", "{}");
        var payload = await ReadAsync(response);

        var instance = new Uri(host.Address, $"{Instances}my%20id").AbsoluteUri;
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal($"{instance}?{Query}", response.Headers.Location?.AbsoluteUri);
        Assert.Equal(TimeSpan.FromSeconds(10), response.Headers.RetryAfter?.Delta);
        Assert.Equal(
            [
                ("id", "my id"),
                ("statusQueryGetUri", $"{instance}?{Query}"),
                ("sendEventPostUri", $"{instance}/raiseEvent/{{eventName}}?{Query}"),
                ("terminatePostUri", $"{instance}/terminate?reason={{text}}&{Query}"),
                ("purgeHistoryDeleteUri", $"{instance}?{Query}"),
                ("restartPostUri", $"{instance}/restart?{Query}"),
                ("suspendPostUri", $"{instance}/suspend?reason={{text}}&{Query}"),
                ("resumePostUri", $"{instance}/resume?reason={{text}}&{Query}"),
            ],
            payload.Select(p => (p.Key, (string)p.Value!)));
        Assert.Equal("Waits", (await Client(host).GetInstanceAsync("my id"))?.Name);
    }

    [Fact(Timeout = 120_000)]
    public async Task Every_address_of_the_payload_is_served()
    {
        await using var host = await TestHost.StartAsync(typeof(Orchestrations));
        using var started = await SendAsync(host, "POST", "orchestrators/Waits/a%20b");
        var payload = await ReadAsync(started);
        string Address(string name) => ((string)payload[name]!).Replace("{eventName}", "go").Replace("{text}", "why");
        async Task<HttpStatusCode> CallAsync(HttpMethod method, string name)
        {
            using var response = await host.Http.SendAsync(new HttpRequestMessage(method, Address(name)));
            return response.StatusCode;
        }

        Assert.Equal(HttpStatusCode.Accepted, await CallAsync(HttpMethod.Get, "statusQueryGetUri"));
        await Client(host).WaitForInstanceStartAsync("a b");
        var history = JsonNode.Parse(await host.Http.GetStringAsync(Address("statusQueryGetUri") + "&showHistory=true"));
        Assert.NotEmpty(history!["historyEvents"]!.AsArray());
        Assert.Equal(HttpStatusCode.Accepted, await CallAsync(HttpMethod.Post, "suspendPostUri"));
        Assert.Equal(HttpStatusCode.Accepted, await CallAsync(HttpMethod.Post, "resumePostUri"));
        Assert.Equal(HttpStatusCode.Accepted, await CallAsync(HttpMethod.Post, "sendEventPostUri"));
        await Client(host).WaitForInstanceCompletionAsync("a b");
        Assert.Equal(HttpStatusCode.Accepted, await CallAsync(HttpMethod.Post, "restartPostUri"));
        Assert.Equal(HttpStatusCode.OK, await CallAsync(HttpMethod.Delete, "purgeHistoryDeleteUri"));
        Assert.Equal(HttpStatusCode.NotFound, await CallAsync(HttpMethod.Post, "terminatePostUri"));
    }

    [Theory(Timeout = 120_000)]
    [InlineData("""{"b":[1.50,1e3,"ä€😀 <>&\u0041"],"a":null,"big":12345678901234567890123}""")]
    [InlineData("""{"same":1,"same":2}""")]
    [InlineData("\"text\"")]
    [InlineData(" [ ] ")]
    [InlineData("false")]
    public async Task The_body_is_the_input_as_it_is(string body)
    {
        await using var host = await TestHost.StartAsync(typeof(Orchestrations));

        using var response = await SendAsync(host, "POST", "orchestrators/Echoes/one?timeout=10&pollingInterval=1", body, "text/plain");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var answer = await response.Content.ReadAsStringAsync();
        Assert.Equal(Canonical(body), Canonical(answer));
        using var status = await SendAsync(host, "GET", "instances/one");
        Assert.Contains($"\"input\":{Canonical(body)},", Canonical(await status.Content.ReadAsStringAsync()), StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task Without_a_body_there_is_no_input_and_without_an_id_a_new_one()
    {
        await using var host = await TestHost.StartAsync(typeof(Orchestrations));

        using var one = await SendAsync(host, "POST", "orchestrators/Waits");
        using var two = await SendAsync(host, "POST", "orchestrators/Waits/", "");
        var ids = new[] { (string)(await ReadAsync(one))["id"]!, (string)(await ReadAsync(two))["id"]! };

        Assert.Equal(ids, await IdsAsync(host));
        Assert.NotEqual(ids[0], ids[1]);
        Assert.Null((await Client(host).GetInstanceAsync(ids[0], getInputsAndOutputs: true))!.SerializedInput);
        Assert.Null((await Client(host).GetInstanceAsync(ids[1], getInputsAndOutputs: true))!.SerializedInput);
    }

    [Fact(Timeout = 120_000)]
    public async Task An_id_that_is_taken_is_409_until_its_instance_ends()
    {
        await using var host = await TestHost.StartAsync(typeof(Orchestrations));
        await StartAsync(host, "Waits", "one");

        using (var taken = await SendAsync(host, "POST", "orchestrators/Upper/one", "\"new\""))
            await AssertProblemAsync(taken, HttpStatusCode.Conflict, "'one' exists and has not ended");
        await Client(host).TerminateInstanceAsync("one");

        Assert.Equal(HttpStatusCode.Accepted, await StatusAsync(host, "POST", "orchestrators/Ends/one"));
        Assert.Equal("Ends", (await Client(host).GetInstanceAsync("one"))!.Name);
    }

    [Fact(Timeout = 120_000)]
    public async Task An_unknown_orchestrator_is_400_with_a_message()
    {
        await using var host = await TestHost.StartAsync(typeof(Orchestrations));

        using var response = await SendAsync(host, "POST", "orchestrators/a%2Fb/one");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("""{"Message":"There is no orchestrator named 'a/b'."}""", await response.Content.ReadAsStringAsync());
        AssertJson(response);
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(host, "POST", "orchestrators/ToUpper"));
        Assert.Empty(await IdsAsync(host));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_caller_that_waits_gets_the_output()
    {
        await using var host = await TestHost.StartAsync(typeof(Orchestrations));

        using var response = await SendAsync(host, "POST", "orchestrators/Upper?timeout=10.5&pollingInterval=0.5", "\"text\"");
        using var empty = await SendAsync(host, "POST", "orchestrators/Ends?timeout=10&pollingInterval=1");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("""{"Text":"TEXT"}""", (await ReadAsync(response)).ToJsonString());
        Assert.Equal("null", await empty.Content.ReadAsStringAsync());
    }

    [Theory(Timeout = 120_000)]
    [InlineData("", HttpStatusCode.OK)]
    [InlineData("&returnInternalServerErrorOnFailure=true", HttpStatusCode.InternalServerError)]
    public async Task A_caller_that_waits_gets_the_status_of_what_fails(string query, HttpStatusCode status)
    {
        await using var host = await TestHost.StartAsync(typeof(Orchestrations));

        using var response = await SendAsync(host, "POST", "orchestrators/Fails?timeout=10&pollingInterval=1" + query);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal("Failed", (string?)(await ReadAsync(response))["runtimeStatus"]);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_caller_that_waits_gets_the_status_of_what_is_terminated()
    {
        await using var host = await TestHost.StartAsync(typeof(Orchestrations));
        var waiting = SendAsync(host, "POST", "orchestrators/Waits/one?timeout=20&pollingInterval=1");
        while (await Client(host).GetInstanceAsync("one") is null)
            await Task.Delay(5);

        await Client(host).TerminateInstanceAsync("one", new TerminateInstanceOptions("enough"));
        using var response = await waiting;

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("enough", (string?)(await ReadAsync(response))["output"]);
    }

    [Theory(Timeout = 120_000)]
    [InlineData("timeout=0.1&pollingInterval=1")]
    [InlineData("timeout=0&pollingInterval=0")]
    [InlineData("timeout=20")]
    [InlineData("pollingInterval=20")]
    public async Task What_does_not_end_in_time_is_answered_as_started(string query)
    {
        await using var host = await TestHost.StartAsync(typeof(Orchestrations));

        using var response = await SendAsync(host, "POST", "orchestrators/Waits/one?" + query);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("one", (string?)(await ReadAsync(response))["id"]);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_wait_that_meets_the_hosts_stop_is_answered_as_started()
    {
        await using var host = await TestHost.StartAsync(typeof(Orchestrations));
        var waiting = SendAsync(host, "POST", "orchestrators/Waits/one?timeout=100000&pollingInterval=1");
        while (await Client(host).GetInstanceAsync("one") is null)
            await Task.Delay(5);

        await host.StopAsync();
        using var response = await waiting;

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    private static string Canonical(string json) => JsonNode.Parse(json)!.ToJsonString();
}
