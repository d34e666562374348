using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Functron.Tests.EndToEnd;

public abstract class ExecTests(EndToEndHost host)
{
    private const int Limit = 120_000;

    [Fact(Timeout = Limit)]
    public async Task A_function_answers_with_output_exit_code_and_timings()
    {
        var (status, answer) = await host.Client.ExecAsync(
            Api.Request("cat /data/greeting && cat", "Greeter_1", stdin: "and stdin", tar: Api.Tar(("greeting", "from the tar, "))));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("from the tar, and stdin", answer.Text("CmdOut"));
        Assert.Equal("", answer.Text("CmdErr"));
        Assert.Empty(answer.GetProperty("Errors").EnumerateArray());
        Assert.Equal(0, answer.GetProperty("ExitCode").GetInt32());
        Assert.False(answer.GetProperty("TimedOut").GetBoolean());
        Assert.False(answer.GetProperty("OutputTruncated").GetBoolean());
        Assert.StartsWith("sha256:", answer.GetProperty("ImageId").GetString());
        Assert.Equal(1, answer.GetProperty("Attempt").GetInt32());
        Assert.Matches("^functron-greeter-1-[0-9a-f]{12}$", answer.GetProperty("TempName").GetString());
        Assert.NotEqual("", answer.Text("BuildContextStdout"));
        Assert.Equal("", answer.Text("BuildContextStderr"));
        var timings = answer.GetProperty("Timings");
        Assert.All(["Queue", "Build", "Create", "Start", "Run", "Total"], phase =>
            Assert.True(timings.GetProperty(phase).GetDouble() >= 0, phase));
        Assert.Equal(JsonValueKind.Null, timings.GetProperty("Cleanup").ValueKind);
        var known = await host.Client.StatusAsync(answer.GetProperty("InstanceId").GetString()!);
        Assert.Equal("Greeter_1", known.GetProperty("fnName").GetString());
    }

    [Fact(Timeout = Limit)]
    public async Task A_non_zero_exit_code_is_a_result()
    {
        var (status, answer) = await host.Client.ExecAsync(Api.Request("echo out; echo err >&2; exit 7"));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(7, answer.GetProperty("ExitCode").GetInt32());
        Assert.Equal("Process did not exit right", Assert.Single(answer.GetProperty("Errors").EnumerateArray()).GetString());
        Assert.Equal("out\n", answer.Text("CmdOut"));
        Assert.Equal("err\n", answer.Text("CmdErr"));
    }

    [Fact(Timeout = Limit)]
    public async Task A_command_that_cannot_be_started_is_a_result()
    {
        var (status, answer) = await host.Client.ExecAsync(Api.Request("[\"/no/such/program\"]"));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(127, answer.GetProperty("ExitCode").GetInt32());
        Assert.NotEqual("", answer.Text("CmdErr"));
        Assert.Equal("Process did not exit right", Assert.Single(answer.GetProperty("Errors").EnumerateArray()).GetString());
    }

    [Fact(Timeout = Limit)]
    public async Task A_failed_build_is_a_400_with_the_whole_object()
    {
        var request = Api.Request("true");
        request["DockerFile"] = "FROM busybox\nRUN echo before && exit 3\nCMD true\n";
        var (status, answer) = await host.Client.ExecAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("BuildFailure", Assert.Single(answer.GetProperty("Errors").EnumerateArray()).GetString());
        Assert.Contains("before", answer.Text("BuildContextStdout"));
        Assert.NotEqual("", answer.Text("BuildContextStderr"));
        Assert.NotEqual("", answer.GetProperty("DetailedError").GetString());
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("ExitCode").ValueKind);
        Assert.Equal("", answer.Text("CmdErr"));
    }

    [Theory(Timeout = Limit)]
    [InlineData("", "")]
    [InlineData("not json", "")]
    [InlineData("[1, 2]", "")]
    [InlineData("{}", "FnName")]
    [InlineData("""{"FnName":"a","DockerFile":7}""", "DockerFile")]
    [InlineData("""{"FnName":"a","DockerFile":"FROM busybox\nCMD true","TarFile":"?"}""", "TarFile")]
    [InlineData("""{"FnName":"a","DockerFile":"FROM busybox\nCMD true","Timeout":-1}""", "Timeout")]
    [InlineData("""{"FnName":"a","DockerFile":"FROM busybox\nADD x /x\nCMD true"}""", "DockerFile")]
    public async Task A_malformed_request_is_a_400_with_the_whole_object_that_names_the_field(string body, string field)
    {
        using var response = await host.Client.PostAsync("v1/exec", new StringContent(body, Encoding.UTF8, "application/json"));
        var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Functron1Keys.AssertAllIn(answer);
        Assert.Contains(
            answer.GetProperty("Errors").EnumerateArray(), error => error.GetString()!.StartsWith(field, StringComparison.Ordinal));
    }

    [Trait("Host", "Embedded")]
    [Theory(Timeout = Limit)]
    [InlineData("POST", "http://elsewhere.example", HttpStatusCode.Forbidden)]
    [InlineData("GET", null, HttpStatusCode.NotFound)]
    public async Task What_the_host_itself_refuses_on_the_route_has_the_whole_object_too(
        string method, string? origin, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "v1/exec");
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        using var response = await host.Client.SendAsync(request);
        var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;

        Assert.Equal(expected, response.StatusCode);
        Functron1Keys.AssertAllIn(answer);
        Assert.NotEmpty(answer.GetProperty("Errors").EnumerateArray());
    }

    [Theory(Timeout = Limit)]
    [InlineData("exec")]
    [InlineData("invocations")]
    [Trait("Host", "Embedded")] // The Functions host forwards the body, and answers itself when it cannot read it.
    public async Task A_body_that_cannot_be_read_is_the_callers_fault(string route)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(host.Functron.Address.Host, host.Functron.Address.Port);
        await using var stream = connection.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /v1/{route} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\nno chunk size\r\n"));
        using var reader = new StreamReader(stream);

        Assert.StartsWith("HTTP/1.1 400 ", await reader.ReadLineAsync());
    }

    [Fact(Timeout = Limit)]
    public async Task Field_names_match_in_any_case_and_unknown_fields_are_ignored()
    {
        const string Body = """{"fnname":"a","DOCKERFILE":"FROM busybox\nCMD cat","stdin":"Hello!","timeout":5.0,"Colour":"green"}""";
        using var response = await host.Client.PostAsync("v1/exec", new StringContent(Body, Encoding.UTF8, "application/json"));
        var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("Hello!", answer.Text("CmdOut"));
    }

    [Fact(Timeout = Limit)]
    public async Task Bytes_pass_unchanged_in_both_directions()
    {
        var bytes = Enumerable.Range(0, 100_000).Select(i => (byte)(i * 31)).ToArray();
        var request = Api.Request("cat; cat /data/file >&2", tar: Api.Tar(("file", "no newline at its end")));
        request["Stdin"] = Convert.ToBase64String(bytes);
        var (_, answer) = await host.Client.ExecAsync(request);

        Assert.Equal(bytes, answer.GetProperty("CmdOut").GetBytesFromBase64());
        Assert.Equal("no newline at its end", answer.Text("CmdErr"));
    }

    [Fact(Timeout = Limit)]
    public async Task A_function_past_its_timeout_is_killed_and_its_partial_output_is_answered()
    {
        var (status, answer) = await host.Client.ExecAsync(Api.Request("echo early; sleep 60; echo late", timeout: 1));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.True(answer.GetProperty("TimedOut").GetBoolean());
        Assert.Equal("Process exceeded timeout", Assert.Single(answer.GetProperty("Errors").EnumerateArray()).GetString());
        Assert.Equal("early\n", answer.Text("CmdOut"));
        Assert.Equal("", answer.Text("CmdErr"));
        Assert.InRange(answer.GetProperty("Timings").GetProperty("Run").GetDouble(), 1000, 10_000);
    }

    [Fact(Timeout = Limit)]
    public async Task The_callers_going_away_neither_stops_nor_loses_the_invocation()
    {
        var before = await RunningAsync();
        using var away = new CancellationTokenSource();
        using var body = new StringContent(
            JsonSerializer.Serialize(Api.Request("sleep 1; echo done", "left-alone")), Encoding.UTF8, "application/json");
        var call = host.Client.PostAsync("v1/exec", body, away.Token);
        string[] started;
        do
        {
            started = (await RunningAsync()).Except(before).ToArray();
        }
        while (started.Length == 0);
        var id = Assert.Single(started);

        await away.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);

        var ended = await host.Client.UntilEndedAsync(id);
        Assert.Equal("Completed", ended.GetProperty("status").GetString());
        Assert.Equal("done\n", ended.GetProperty("result").Text("CmdOut"));
    }

    [Fact(Timeout = Limit)]
    public async Task Ping_answers_200_with_an_empty_body_to_GET_and_POST()
    {
        using var get = await host.Client.GetAsync("v1/ping");
        using var post = await host.Client.PostAsync("v1/ping", null);

        Assert.Equal((HttpStatusCode.OK, ""), (get.StatusCode, await get.Content.ReadAsStringAsync()));
        Assert.Equal((HttpStatusCode.OK, ""), (post.StatusCode, await post.Content.ReadAsStringAsync()));
    }

    /// <summary>Instances whose request was accepted.</summary>
    private async Task<string[]> RunningAsync()
    {
        var instances = await host.Client.GetFromJsonAsync<JsonElement>(
            host.Functron.ManagementUri("instances?runtimeStatus=Pending,Running"));
        return [.. instances.EnumerateArray().Select(instance => instance.GetProperty("instanceId").GetString()!)];
    }
}

[Collection(EndToEndCollection.Name)]
public sealed class ExecOnTheLauncherPathTests(EndToEndHost host) : ExecTests(host);

[Collection(EndToEndCollection.Name)]
public sealed class ExecOnTheEnginePathTests(EnginePathHost host) : ExecTests(host);
