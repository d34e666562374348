using System.Net;
using System.Text.Json;
using Functron.Cli.Api;

namespace Functron.Tests.Tools.Cli;

public sealed class FunctronClientTests : IAsyncLifetime
{
    private const string Problem = """
        {"title":"The request is not valid.","status":400,"detail":"Two things.",
         "errors":[{"field":"FnName","rule":"r","message":"is too long"},{"field":"Stdin","rule":"s","message":"is no base64"}]}
        """;

    private FakeFunctron _functron = null!;
    private HttpClient _http = null!;

    private FunctronClient Client => new(_http);

    public async Task InitializeAsync()
    {
        _functron = await FakeFunctron.StartAsync();
        _http = new HttpClient { BaseAddress = _functron.Address };
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _functron.DisposeAsync();
    }

    [Fact]
    public async Task An_accepted_request_gives_its_id()
    {
        _functron.Accepts("abc");

        Assert.Equal("abc", await Client.StartAsync(new StringContent("{}"), default));
        Assert.Equal([("POST /v1/invocations", "{}")], _functron.Requests);
    }

    [Fact]
    public async Task A_refused_request_is_a_problem_with_all_its_words()
    {
        _functron.Answers(400, Problem);

        var refused = await Assert.ThrowsAsync<ProblemException>(() => Client.StartAsync(new StringContent("{}"), default));

        Assert.Equal(HttpStatusCode.BadRequest, refused.Problem.Status);
        Assert.Equal(
            ["The request is not valid.", "Two things.", "FnName: is too long", "Stdin: is no base64"], refused.Problem.Words);
    }

    [Theory]
    [InlineData("no JSON at all", "no JSON at all")]
    [InlineData("[1]", "[1]")]
    [InlineData(" \n", null)]
    [InlineData("""{"errors":[{"rule":"r"}]}""", """{"errors":[{"rule":"r"}]}""")]
    public async Task A_problem_of_another_form_is_told_as_it_came(string body, string? words)
    {
        _functron.Answers(502, body);

        var failed = await Assert.ThrowsAsync<ProblemException>(() => Client.GetAsync("abc", default));

        Assert.Equal(words is null ? [] : [words], failed.Problem.Words);
    }

    [Fact]
    public async Task An_answer_of_200_to_a_start_is_no_acceptance()
    {
        _functron.Answers(200, "welcome");

        var refused = await Assert.ThrowsAsync<ProblemException>(() => Client.StartAsync(new StringContent("{}"), default));

        Assert.Equal(["welcome"], refused.Problem.Words);
    }

    [Fact]
    public async Task An_invocation_that_runs_has_its_phase_and_no_result()
    {
        _functron.Runs("Building");

        var invocation = await Client.GetAsync("a/b", default);

        Assert.Equal(("Running", "Building", null, null), (invocation.Status, invocation.Phase, invocation.Result, invocation.Error));
        Assert.False(invocation.HasEnded);
        Assert.Equal("GET /v1/invocations/a%2Fb", Assert.Single(_functron.Requests).Call);
    }

    [Fact]
    public async Task An_ended_invocation_has_its_result()
    {
        _functron.Ends("""
            "CmdOut":"AP8=","CmdErr":"ZQ==","ExitCode":3,"Errors":["Process did not exit right"],"Other":{"new":1}
            """);

        var invocation = await Client.GetAsync("abc", default);

        Assert.True(invocation.HasEnded);
        Assert.Equal([0, 255], invocation.Result!.CmdOut);
        Assert.Equal("e"u8.ToArray(), invocation.Result.CmdErr);
        Assert.Equal(3, invocation.Result.ExitCode);
        Assert.Equal(["Process did not exit right"], invocation.Result.Errors);
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("null")]
    [InlineData("""{"status":"Completed"}""")]
    [InlineData("""{"status":null,"phase":null,"result":null,"error":null}""")]
    [InlineData("""{"status":"Completed","phase":null,"result":{"CmdOut":""},"error":null}""")]
    public async Task What_is_not_an_answer_of_Functron_is_no_invocation(string body)
    {
        _functron.Answers(200, body);

        await Assert.ThrowsAnyAsync<JsonException>(() => Client.GetAsync("abc", default));
    }

    [Theory]
    [InlineData(202)]
    [InlineData(409)]
    public async Task A_cancel_is_a_DELETE_which_may_come_too_late(int status)
    {
        _functron.Answers(status, "{}");

        await Client.CancelAsync("abc", default);

        Assert.Equal("DELETE /v1/invocations/abc", Assert.Single(_functron.Requests).Call);
    }
}
