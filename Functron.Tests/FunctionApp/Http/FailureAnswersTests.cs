using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Functron.Execution.Engine;
using Functron.Execution.Payloads;
using Functron.FunctionApp;
using Functron.FunctionApp.Admission;
using Functron.FunctionApp.Orchestration;
using Functron.FunctionApp.Startup;
using Functron.Tests.Execution.Engine;
using Functron.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Functron.Tests.FunctionApp.Http;

/// <summary>What each route answers when its request cannot be carried out, to the byte, and what is logged of it.</summary>
public sealed partial class FailureAnswersTests : IDisposable
{
    private const string Id = "0123456789abcdef0123456789abcdef";

    private const string Json = "application/json; charset=utf-8";

    private const string Problem = "application/problem+json";

    private const string InstanceIdRule = "It must be 32 hexadecimal digits in lower case, as of a GUID without dashes.";

    private const string Valid = """{"FnName":"fn","DockerFile":"FROM busybox\nCMD true","Timeout":5}""";

    private static readonly Type[] Functions =
        [.. typeof(InvocationOrchestrator).Assembly.GetTypes().Where(type =>
            type.GetMethods().Any(method => method.IsDefined(typeof(FunctionAttribute), inherit: false)))];

    private static readonly Dictionary<string, Func<Exception>> Failures = new()
    {
        ["full"] = () => new IOException("No space left on device."),
        ["remote"] = () => new IOException("The payload store failed: the account does not answer."),
        ["bug"] = () => new InvalidOperationException("A bug."),
        ["busy"] = () => NotAdmittedException.Busy("No room."),
        ["many"] = () => NotAdmittedException.TooMany("Too many."),
        ["slow"] = () => NotAdmittedException.TooSlow("Too slow."),
        ["body"] = () => new BadHttpRequestException("Unexpected end of request content."),
    };

    /// <summary>Where each status is defined, as problems name it.</summary>
    private static readonly Dictionary<int, string?> Types = new()
    {
        [400] = "rfc9110#section-15.5.1",
        [404] = "rfc9110#section-15.5.5",
        [408] = "rfc9110#section-15.5.9",
        [409] = "rfc9110#section-15.5.10",
        [415] = "rfc9110#section-15.5.16",
        [429] = null,
        [500] = "rfc9110#section-15.6.1",
        [503] = "rfc9110#section-15.6.4",
    };

    private readonly TemporaryDirectory _data = new();
    private readonly ThrowingStore _store = new();
    private readonly CapturedLogs _logs = new();

    public void Dispose()
    {
        _data.Dispose();
        _logs.Dispose();
    }

    [Theory(Timeout = 120_000)]
    [InlineData("full", 503, null, "The data directory failed: No space left on device.", "POST /v1/exec failed (instance (null))")]
    [InlineData("remote", 503, null, "The payload store failed: the account does not answer.", "POST /v1/exec failed (instance (null))")]
    [InlineData("bug", 500, null, "Functron could not carry the request out: A bug.", "POST /v1/exec failed (instance (null))")]
    [InlineData("busy", 503, "10", "No room.", null)]
    [InlineData("many", 429, "10", "Too many.", null)]
    [InlineData("slow", 408, null, "Too slow.", null)]
    [InlineData("body", 400, null, "The body could not be read: Unexpected end of request content.", null)]
    public async Task Exec_answers_in_Functron_1s_object(string failure, int status, string? retryAfter, string error, string? logged)
    {
        await using var host = await StartAsync();
        _store.Write = Failures[failure];

        await AssertAsync(host, HttpMethod.Post, "v1/exec", Valid, status, retryAfter, Json, ExecBody(error, "null"), logged);
    }

    [Theory(Timeout = 120_000)]
    [InlineData("full", 503, null, "The invocation was not accepted.",
        "The data directory failed: No space left on device. Nothing was kept; send the request again once that is mended.",
            "A request could not be accepted")]
    [InlineData("remote", 503, null, "The invocation was not accepted.",
        "The payload store failed: the account does not answer. Nothing was kept; send the request again once that is mended.",
        "A request could not be accepted")]
    [InlineData("bug", 500, null, "Functron could not carry the request out.", "The invocation could not be started: A bug.",
        "A request could not be accepted")]
    [InlineData("busy", 503, "10", "There is no room for the request now.", "No room.", null)]
    [InlineData("many", 429, "10", "There is no room for the request now.", "Too many.", null)]
    [InlineData("slow", 408, null, "The body did not get on.", "Too slow.", null)]
    [InlineData("body", 400, null, "The body could not be read.", "Unexpected end of request content.", null)]
    public async Task A_start_answers_with_a_problem(
        string failure, int status, string? retryAfter, string title, string detail, string? logged)
    {
        await using var host = await StartAsync();
        _store.Write = Failures[failure];

        var body = ProblemBody(status, title, detail);
        await AssertAsync(host, HttpMethod.Post, "v1/invocations", Valid, status, retryAfter, Problem, body, logged);
    }

    [Theory(Timeout = 120_000)]
    [InlineData("GET", "full", 503, null, "The invocation cannot be looked at now.",
        "No space left on device. Nothing was changed; ask again once that is mended.", "An invocation could not be looked at")]
    [InlineData("DELETE", "full", 503, null, "The invocation cannot be looked at now.",
        "No space left on device. Nothing was changed; ask again once that is mended.", "An invocation could not be looked at")]
    [InlineData("GET", "bug", 500, null, "Functron could not carry the request out.", "A bug.", "A request on an invocation failed")]
    [InlineData("GET", "busy", 503, "10", "There is no room for the request now.", "No room.", null)]
    public async Task A_look_and_a_cancel_answer_with_a_problem(
        string method, string failure, int status, string? retryAfter, string title, string detail, string? logged)
    {
        await using var host = await StartAsync();
        await host.Services.GetRequiredService<DurableTaskClient>().ScheduleNewOrchestrationInstanceAsync(
            nameof(InvocationOrchestrator), new InvocationTicket(Id, "fn", 5), Later(Id));
        _store.Read = Failures[failure];

        var body = ProblemBody(status, title, detail);
        await AssertAsync(host, new HttpMethod(method), $"v1/invocations/{Id}", null, status, retryAfter, Problem, body, logged);
    }

    [Fact(Timeout = 120_000)]
    public async Task What_fails_while_exec_waits_says_that_the_invocation_goes_on()
    {
        await using var host = await StartAsync();
        _store.Read = Failures["full"];

        using var answer = await host.Http.PostAsync("v1/exec", new StringContent(Valid, Encoding.UTF8, "application/json"));

        var body = await answer.Content.ReadAsStringAsync();
        var id = InstanceId().Match(body).Groups[1].Value;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(
            ExecBody(
                "The data directory failed: No space left on device. "
                + $"Invocation '{id}' was started and goes on: GET /v1/invocations/{id} for its result.",
                $"\"{id}\""),
            body);
        Assert.Contains(_logs.Entries, entry => entry.Message == $"POST /v1/exec failed (instance {id})");
    }

    [Theory(Timeout = 120_000)]
    [InlineData("POST", "v1/invocations?instanceId=1", 400, "The request is not valid.",
        $"instanceId: {InstanceIdRule}",
        ",\"errors\":[{\"field\":\"instanceId\",\"rule\":\"instance-id\",\"message\":\"" + InstanceIdRule + "\"}]")]
    [InlineData("GET", "v1/invocations/none", 404, "No such invocation.",
        "There is no invocation 'none': the id is wrong, or the invocation was purged.", "")]
    [InlineData("DELETE", "v1/invocations/none", 404, "No such invocation.",
        "There is no invocation 'none': the id is wrong, or the invocation was purged.", "")]
    [InlineData("DELETE", "v1/invocations/ended", 409, "The invocation has ended.",
        "Invocation 'ended' has already ended; GET it for its result.", "")]
    [InlineData("POST", $"v1/invocations?instanceId={Id}", 409, "The invocation exists already.",
        $"There is an invocation '{Id}' already, and this request was not carried out: GET /v1/invocations/{Id} for its result, or choose "
            + $"another instanceId.", "")]
    public async Task What_the_caller_asked_wrongly_is_told(
        string method, string path, int status, string title, string detail, string more)
    {
        await using var host = await StartAsync();
        var client = host.Services.GetRequiredService<DurableTaskClient>();
        foreach (var id in new[] { Id, "ended" })
        {
            await client.ScheduleNewOrchestrationInstanceAsync(
                nameof(InvocationOrchestrator), new InvocationTicket(id, "fn", 5), Later(id));
        }

        await client.TerminateInstanceAsync("ended");
        await client.WaitForInstanceCompletionAsync("ended");

        await AssertAsync(
            host,
            new HttpMethod(method),
            path,
            method == "POST" ? Valid : null,
            status,
            null,
            Problem,
            ProblemBody(status, title, detail, more),
            null);
    }

    [Theory(Timeout = 120_000)]
    [InlineData("v1/exec", "gzip", 415, "application/json; charset=utf-8")]
    [InlineData("v1/invocations", "gzip", 415, "application/problem+json")]
    public async Task A_compressed_body_is_415(string path, string coding, int status, string type)
    {
        const string words = "The body is sent with \"Content-Encoding: gzip\": send it uncompressed, without that header.";
        await using var host = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(Valid) };
        request.Content.Headers.ContentEncoding.Add(coding);

        using var answer = await host.Http.SendAsync(request);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(type, answer.Content.Headers.ContentType?.ToString());
        Assert.Equal(
            path == "v1/exec"
                ? ExecBody(words.Replace("\"", "\\\"", StringComparison.Ordinal), "null")
                : ProblemBody(415, "The request is not valid.", words,
                $$""","errors":[{"field":"","rule":"body-compressed","message":{{Text(words)}}}]"""),
            WithoutTrace(await answer.Content.ReadAsStringAsync()));
    }

    private async Task AssertAsync(
        TestHost host, HttpMethod method, string path, string? sent, int status, string? retryAfter, string type, string body,
            string? logged)
    {
        using var request = new HttpRequestMessage(method, path);
        if (sent is not null)
            request.Content = new StringContent(sent, Encoding.UTF8, "application/json");
        using var answer = await host.Http.SendAsync(request);

        Assert.Equal((status, retryAfter), ((int)answer.StatusCode, answer.Headers.RetryAfter?.ToString()));
        Assert.Equal(type, answer.Content.Headers.ContentType?.ToString());
        Assert.Equal(body, WithoutTrace(await answer.Content.ReadAsStringAsync()));
        var errors = _logs.Entries.Where(entry => entry.Level >= LogLevel.Error).ToList();
        Assert.Equal(logged is null ? [] : [logged], errors.Select(entry => entry.Message));
        Assert.All(errors, error =>
            Assert.Equal($"Functron.FunctionApp.Http.{(path == "v1/exec" ? "Exec" : "Invocation")}Functions", error.Category));
    }

    /// <summary>It begins after the test: nothing happens to it meanwhile.</summary>
    private static StartOrchestrationOptions Later(string id) => new(id, DateTimeOffset.UtcNow.AddHours(1));

    private static string ExecBody(string error, string instanceId) =>
        $$$"""
        {"Errors":["{{{error}}}"],"CmdOut":"","CmdErr":"","BuildContextStdout":"","BuildContextStderr":"","CleanupOut":"","CleanupErr":"",
        "TempName":"","DetailedError":"","InstanceId":{{{instanceId}}},"ExitCode":null,"Signal":null,"TimedOut":false,
        "OutputTruncated":false,"CpuMs":null,"PeakMemoryBytes":null,"ImageId":null,"Attempt":0,
        "Timings":{"Queue":null,"Build":null,"Create":null,"Start":null,"Run":null,"Cleanup":null,"Total":null}}
        """.ReplaceLineEndings("");

    private static string ProblemBody(int status, string title, string detail, string more = "") =>
        Types[status] is { } type
            ? $"{{\"type\":\"https://tools.ietf.org/html/{type}\",{ProblemText(status, title, detail, more)}"
            : "{" + ProblemText(status, title, detail, more);

    private static string ProblemText(int status, string title, string detail, string more) =>
        $$"""
        "title":{{Text(title)}},"status":{{status}},"detail":{{Text(detail)}}{{more}}}
        """;

    private static string Text(string words) => $"\"{words.Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static string WithoutTrace(string body) => TraceId().Replace(body, "");

    private Task<TestHost> StartAsync() => TestHost.StartAsync(new TestHostSetup
    {
        Functions = Functions,
        DataDirectory = _data.Path,
        Logs = _logs,
        HostJson = """{"extensions":{"http":{"routePrefix":""}}}""",
        Configure = services => services
            .AddSingleton<IContainerEngine>(new ScriptedEngine())
            .AddSingleton<IPayloadStore>(_store)
            .AddFunctron(
                FunctronSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(
                    [new("Functron:DataDirectory", _data.Path), new("Functron:RunPath", "engine")]).Build()),
                AppHost.Embedded),
    });

    [GeneratedRegex("\"InstanceId\":\"([0-9a-f]{32})\"")]
    private static partial Regex InstanceId();

    [GeneratedRegex(",\"traceId\":\"[^\"]*\"")]
    private static partial Regex TraceId();
}
