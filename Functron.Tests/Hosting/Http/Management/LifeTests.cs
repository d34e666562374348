using System.Net;
using Microsoft.DurableTask.Client;
using static Functron.Tests.Hosting.Http.Management.Calls;

namespace Functron.Tests.Hosting.Http.Management;

/// <summary><c>suspend</c>, <c>resume</c>, <c>rewind</c> and <c>restart</c>.</summary>
public sealed class LifeTests
{
    [Fact(Timeout = 120_000)]
    public async Task A_suspended_instance_goes_on_when_it_is_resumed()
    {
        await using var host = await TestHost.StartAsync(typeof(Orchestrations));
        await StartAsync(host, "Waits", "one");

        Assert.Equal(HttpStatusCode.Accepted, await StatusAsync(host, "POST", "instances/one/suspend?reason=lunch%20%26%20rest"));
        await UntilAsync(host, "one", OrchestrationRuntimeStatus.Suspended);
        using (var status = await SendAsync(host, "GET", "instances/one"))
            Assert.Equal(HttpStatusCode.Accepted, status.StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, await StatusAsync(host, "POST", "instances/one/raiseEvent/go"));
        Assert.Equal(HttpStatusCode.Accepted, await StatusAsync(host, "POST", "instances/one/resume?reason="));

        await UntilAsync(host, "one", OrchestrationRuntimeStatus.Completed);
    }

    [Theory(Timeout = 120_000)]
    [InlineData("suspend", "none", HttpStatusCode.NotFound)]
    [InlineData("suspend", "completed", HttpStatusCode.Gone)]
    [InlineData("suspend", "failed", HttpStatusCode.Gone)]
    [InlineData("suspend", "terminated", HttpStatusCode.Gone)]
    [InlineData("resume", "none", HttpStatusCode.NotFound)]
    [InlineData("resume", "completed", HttpStatusCode.Gone)]
    [InlineData("terminate", "none", HttpStatusCode.NotFound)]
    [InlineData("terminate", "failed", HttpStatusCode.Gone)]
    [InlineData("rewind", "none", HttpStatusCode.NotFound)]
    [InlineData("restart", "none", HttpStatusCode.BadRequest)]
    [InlineData("restart?restartWithNewInstanceId=true", "none", HttpStatusCode.BadRequest)]
    [InlineData("restart?restartWithNewInstanceId=false", "open", HttpStatusCode.Conflict)]
    public async Task What_cannot_be_done_is_told_in_words(string call, string id, HttpStatusCode status)
    {
        await using var host = await WithEachStatusAsync();

        using var response = await SendAsync(host, "POST", $"instances/{id}/{call}");

        await AssertProblemAsync(response, status, $"'{id}'");
        Assert.Equal(["open", "completed", "failed", "terminated"], await IdsAsync(host));
    }

    [Theory(Timeout = 120_000)]
    [InlineData("open", "Running")]
    [InlineData("completed", "Completed")]
    [InlineData("terminated", "Terminated")]
    public async Task Only_what_failed_is_rewound_and_all_else_is_412_as_in_durable_functions(string id, string status)
    {
        await using var host = await WithEachStatusAsync();

        using var response = await SendAsync(host, "POST", $"instances/{id}/rewind");

        await AssertTextAsync(
            response,
            HttpStatusCode.PreconditionFailed,
            $"Only instances that have failed are rewound; the instance '{id}' has the status {status}.");
        Assert.Equal(status, (string?)(await GetAsync(host, id))["runtimeStatus"]);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_rewound_instance_calls_again_what_failed()
    {
        await using var host = await TestHost.StartAsync(typeof(Orchestrations));
        var id = Guid.NewGuid().ToString();
        await StartAsync(host, "FailsOnce", id, untilEnd: true);
        Assert.Equal("Failed", (string?)(await GetAsync(host, id))["runtimeStatus"]);

        Assert.Equal(HttpStatusCode.Accepted, await StatusAsync(host, "POST", $"instances/{id}/rewind?reason=mended"));

        await Client(host).WaitForInstanceCompletionAsync(id);
        var payload = await GetAsync(host, id);
        Assert.Equal("Completed", (string?)payload["runtimeStatus"]);
        Assert.Equal("at last", (string?)payload["output"]);
    }

    [Theory(Timeout = 120_000)]
    [InlineData("", true)]
    [InlineData("?restartWithNewInstanceId=true", true)]
    [InlineData("?restartWithNewInstanceId=False", false)]
    public async Task A_restart_starts_the_same_with_the_same_input(string query, bool anew)
    {
        await using var host = await TestHost.StartAsync(typeof(Orchestrations));
        await StartAsync(host, "Upper", "one", untilEnd: true);
        var before = await Client(host).GetInstanceAsync("one");

        using var response = await SendAsync(host, "POST", $"instances/one/restart{query}");
        var payload = await ReadAsync(response);
        var id = (string)payload["id"]!;
        var restarted = await Client(host).WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(10), response.Headers.RetryAfter?.Delta);
        Assert.Equal((string?)payload["statusQueryGetUri"], response.Headers.Location?.AbsoluteUri);
        Assert.Equal(8, payload.Count);
        Assert.Equal(anew, id != "one");
        Assert.Equal("TEXT", restarted.ReadOutputAs<Answer>()!.Text);
        Assert.True(restarted.CreatedAt > before!.CreatedAt);
        Assert.Equal(anew ? 2 : 1, (await IdsAsync(host)).Count);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_caller_that_restarts_and_waits_gets_what_one_that_starts_gets()
    {
        await using var host = await WithEachStatusAsync();

        using var completed = await SendAsync(host, "POST", "instances/completed/restart?timeout=20&pollingInterval=1");
        using var failed = await SendAsync(
            host, "POST", "instances/failed/restart?timeout=20&pollingInterval=1&returnInternalServerErrorOnFailure=true");
        using var open = await SendAsync(host, "POST", "instances/open/restart?timeout=0.1&pollingInterval=1");
        using var hasty = await SendAsync(host, "POST", "instances/completed/restart?timeout=20");

        Assert.Equal(HttpStatusCode.OK, completed.StatusCode);
        Assert.Equal("""{"Text":"TEXT"}""", (await ReadAsync(completed)).ToJsonString());
        Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
        Assert.Equal("Failed", (string?)(await ReadAsync(failed))["runtimeStatus"]);
        Assert.Equal(HttpStatusCode.Accepted, open.StatusCode);
        Assert.Equal(8, (await ReadAsync(open)).Count);
        Assert.Equal(HttpStatusCode.Accepted, hasty.StatusCode);
    }

    [Fact(Timeout = 120_000)]
    public async Task An_open_instance_can_be_restarted_under_a_new_id()
    {
        await using var host = await WithEachStatusAsync();

        Assert.Equal(HttpStatusCode.Accepted, await StatusAsync(host, "POST", "instances/open/restart?restartWithNewInstanceId=true"));
        Assert.Equal(5, (await IdsAsync(host)).Count);
    }

    private static async Task UntilAsync(TestHost host, string id, OrchestrationRuntimeStatus status)
    {
        while ((await Client(host).GetInstanceAsync(id))!.RuntimeStatus != status)
            await Task.Delay(5);
    }
}
