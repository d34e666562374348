using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Functron.Tests.EndToEnd;

[Collection(EndToEndCollection.Name)]
public sealed class InvocationTests(EndToEndHost host)
{
    private const int Limit = 120_000;

    [Fact(Timeout = Limit)]
    public async Task Starting_answers_202_with_the_check_status_payload()
    {
        using var response = await host.Client.PostAsJsonAsync("v1/invocations", Api.Request("echo hi"));
        var payload = await response.Content.ReadFromJsonAsync<JsonElement>();
        var id = payload.GetProperty("id").GetString()!;
        string Managed(string path, string reason = "") =>
            $"{host.Functron.Address}runtime/webhooks/durabletask/instances/{id}{path}?{reason}{host.Functron.AddressQuery}";

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(new Uri(host.Functron.Address, $"v1/invocations/{id}"), response.Headers.Location);
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.Equal(Managed(""), payload.GetProperty("statusQueryGetUri").GetString());
        Assert.Equal(Managed("/raiseEvent/{eventName}"), payload.GetProperty("sendEventPostUri").GetString());
        Assert.Equal(Managed("/terminate", "reason={text}&"), payload.GetProperty("terminatePostUri").GetString());
        Assert.Equal(Managed(""), payload.GetProperty("purgeHistoryDeleteUri").GetString());
        Assert.Equal(Managed("/restart"), payload.GetProperty("restartPostUri").GetString());
        Assert.Equal(Managed("/suspend", "reason={text}&"), payload.GetProperty("suspendPostUri").GetString());
        Assert.Equal(Managed("/resume", "reason={text}&"), payload.GetProperty("resumePostUri").GetString());

        await host.Client.UntilEndedAsync(id);
        using var managed = await host.Client.GetAsync(payload.GetProperty("statusQueryGetUri").GetString());
        Assert.Equal(HttpStatusCode.OK, managed.StatusCode);
        Assert.Equal("Completed", (await managed.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("runtimeStatus").GetString());
    }

    [Fact(Timeout = Limit)]
    public async Task An_id_that_the_caller_chose_starts_one_invocation_and_no_second()
    {
        var id = Guid.NewGuid().ToString("N");
        using var first = await host.Client.PostAsJsonAsync($"v1/invocations?instanceId={id}", Api.Request("echo first"));
        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
        Assert.Equal(id, (await first.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString());

        using var whileItRuns = await host.Client.PostAsJsonAsync($"v1/invocations?instanceId={id}", Api.Request("echo second"));
        var ended = await host.Client.UntilEndedAsync(id);
        using var afterwards = await host.Client.PostAsJsonAsync($"v1/invocations?instanceId={id}", Api.Request("echo third"));

        Assert.Equal(HttpStatusCode.Conflict, whileItRuns.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, afterwards.StatusCode);
        Assert.Contains(id, (await afterwards.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString());
        Assert.Equal("first\n", ended.GetProperty("result").Text("CmdOut"));
        Assert.Equal(id, ended.GetProperty("result").GetProperty("InstanceId").GetString());
    }

    [Theory(Timeout = Limit)]
    [InlineData("")]
    [InlineData("mine")]
    [InlineData("0123456789ABCDEF0123456789ABCDEF")]
    public async Task An_id_of_another_form_is_refused_by_name(string id)
    {
        using var answer = await host.Client.PostAsJsonAsync($"v1/invocations?instanceId={id}", Api.Request("echo hi"));
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("instanceId", problem.GetProperty("errors")[0].GetProperty("field").GetString());
    }

    [Fact(Timeout = Limit)]
    public async Task A_finished_invocation_has_its_result_and_what_cleaning_up_took()
    {
        var ended = await host.Client.UntilEndedAsync(await host.Client.StartAsync(Api.Request("echo result; exit 3", "later")));

        Assert.Equal("Completed", ended.GetProperty("status").GetString());
        Assert.Equal("later", ended.GetProperty("fnName").GetString());
        Assert.Equal(JsonValueKind.Null, ended.GetProperty("phase").ValueKind);
        Assert.Equal(JsonValueKind.Null, ended.GetProperty("error").ValueKind);
        var result = ended.GetProperty("result");
        Functron1Keys.AssertAllIn(result);
        Assert.Equal("result\n", result.Text("CmdOut"));
        Assert.Equal(3, result.GetProperty("ExitCode").GetInt32());
        Assert.True(result.GetProperty("Timings").GetProperty("Cleanup").GetDouble() > 0);
    }

    [Fact(Timeout = Limit)]
    public async Task A_running_invocation_says_its_phase_and_can_be_cancelled()
    {
        var id = await host.Client.StartAsync(Api.Request("echo begun; sleep 50", "cancelled"));
        await host.Client.UntilAsync(id, status => status.GetProperty("phase").GetString() == "Running");

        using var answer = await host.Client.DeleteAsync($"v1/invocations/{id}");
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var ended = await host.Client.UntilEndedAsync(id);

        Assert.Equal("Completed", ended.GetProperty("status").GetString());
        Assert.Equal(
            "Process was cancelled", Assert.Single(ended.GetProperty("result").GetProperty("Errors").EnumerateArray()).GetString());
        using var again = await host.Client.DeleteAsync($"v1/invocations/{id}");
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
    }

    [Fact(Timeout = Limit)]
    public async Task Cancelling_during_the_build_stops_the_build()
    {
        var request = Api.Request("true", "slow-build");
        request["DockerFile"] = $"FROM busybox\nRUN echo {Guid.NewGuid()} && sleep 50\nCMD true\n";
        var id = await host.Client.StartAsync(request);
        await host.Client.UntilAsync(id, status => status.GetProperty("phase").GetString() == "Building");

        using var answer = await host.Client.DeleteAsync($"v1/invocations/{id}");
        var ended = await host.Client.UntilEndedAsync(id);

        var result = ended.GetProperty("result");
        Assert.Equal("Process was cancelled", Assert.Single(result.GetProperty("Errors").EnumerateArray()).GetString());
        Assert.Equal(JsonValueKind.Null, result.GetProperty("ExitCode").ValueKind);
    }

    [Fact(Timeout = Limit)]
    public async Task A_terminated_instance_stops_its_function_and_leaves_nothing()
    {
        var id = await host.Client.StartAsync(Api.Request("sleep 55", "terminated"));
        await host.Client.UntilAsync(id, status => status.GetProperty("phase").GetString() == "Running");

        using var answer = await host.Client.PostAsync(host.Functron.ManagementUri($"instances/{id}/terminate?reason=test"), null);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var ended = await host.Client.UntilEndedAsync(id);

        Assert.Equal("Terminated", ended.GetProperty("status").GetString());
        Assert.NotEqual(JsonValueKind.Null, ended.GetProperty("error").ValueKind);
        var managed = await host.Client.GetFromJsonAsync<JsonElement>(host.Functron.ManagementUri($"instances/{id}"));
        // No orchestrator's code runs at that time, so that the Functions host keeps the last phase.
        Assert.Equal(FunctionsHostStandIn.FromEnvironment() is null ? null : "Running", managed.GetProperty("customStatus").GetString());
        // What is left is found by the comparison of listings when all tests of the collection are done.
    }

    [Theory(Timeout = Limit)]
    [InlineData("GET")]
    [InlineData("DELETE")]
    public async Task An_unknown_id_is_a_404_problem(string method)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "v1/invocations/no-such-id");
        using var response = await host.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact(Timeout = Limit)]
    public async Task A_bad_request_is_a_problem_that_names_every_field_and_rule()
    {
        var request = Api.Request("true", name: "-bad");
        request["Colour"] = "green";
        request["Timeout"] = 0;
        using var response = await host.Client.PostAsJsonAsync("v1/invocations", request);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var errors = problem.GetProperty("errors").EnumerateArray().ToArray();
        Assert.Equal(["Colour", "FnName", "Timeout"], errors.Select(error => error.GetProperty("field").GetString()).Order());
        Assert.All(errors, error => Assert.NotEqual("", error.GetProperty("rule").GetString()));
    }

    [Fact(Timeout = Limit)]
    public async Task Stdin_is_text_unless_told_otherwise()
    {
        var request = Api.Request("cat");
        request["Stdin"] = "Zm9v";
        request.Remove("StdinEncoding");
        var ended = await host.Client.UntilEndedAsync(await host.Client.StartAsync(request));

        Assert.Equal("Zm9v", ended.GetProperty("result").Text("CmdOut"));
    }
}
