using System.Net;
using static Functron.Tests.Hosting.Http.Management.Calls;

namespace Functron.Tests.Hosting.Http.Management;

/// <summary><c>POST instances/{id}/raiseEvent/{event}</c></summary>
public sealed class EventTests
{
    [Theory(Timeout = 120_000)]
    [InlineData("""{"text":"ä","list":[1,null]}""", """{"text":"\u00E4","list":[1,null]}""")]
    [InlineData("\uFEFF\"marked\"", "\"marked\"")]
    [InlineData("null", "null")]
    [InlineData("", "null")]
    [InlineData(null, "null")]
    public async Task An_event_brings_its_body(string? body, string output)
    {
        await using var host = await TestHost.StartAsync(typeof(Orchestrations));
        await StartAsync(host, "Hears", "one");

        using var response = await SendAsync(
            host, "POST", "instances/one/raiseEvent/go%20%2F%20on", body, "application/json; charset=utf-8");

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var ended = await Client(host).WaitForInstanceCompletionAsync("one", getInputsAndOutputs: true);
        Assert.Equal(output, ended.SerializedOutput ?? "null");
    }

    [Theory(Timeout = 120_000)]
    [InlineData("go", "application/json")]
    [InlineData("{\"a\":1} 2", "application/json")]
    [InlineData(" ", "application/json")]
    [InlineData("\"\\ud800\"", "application/json")]
    [InlineData("\"go\"", "text/plain")]
    [InlineData("\"go\"", "application/x-www-form-urlencoded")]
    public async Task A_body_that_is_not_json_is_400_and_no_event(string body, string contentType)
    {
        await using var host = await TestHost.StartAsync(typeof(Orchestrations));
        await StartAsync(host, "Waits", "one");

        using (var response = await SendAsync(host, "POST", "instances/one/raiseEvent/go", body, contentType))
            await AssertProblemAsync(response, HttpStatusCode.BadRequest, "JSON");
        Assert.Equal(HttpStatusCode.Accepted, await StatusAsync(host, "POST", "instances/one/raiseEvent/GO"));

        var ended = await Client(host).WaitForInstanceCompletionAsync("one", getInputsAndOutputs: true);
        Assert.Equal("null", ended.SerializedOutput ?? "null");
    }

    [Theory(Timeout = 120_000)]
    [InlineData("none", HttpStatusCode.NotFound)]
    [InlineData("completed", HttpStatusCode.Gone)]
    [InlineData("failed", HttpStatusCode.Gone)]
    [InlineData("terminated", HttpStatusCode.Gone)]
    public async Task An_instance_that_takes_no_events_is_told_whatever_the_body(string id, HttpStatusCode status)
    {
        await using var host = await WithEachStatusAsync();

        using var response = await SendAsync(host, "POST", $"instances/{id}/raiseEvent/go", "not json", "text/plain");

        await AssertProblemAsync(response, status, $"'{id}'");
    }
}
