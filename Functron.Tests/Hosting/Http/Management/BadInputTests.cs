using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using static Functron.Tests.Hosting.Http.Management.Calls;

namespace Functron.Tests.Hosting.Http.Management;

/// <summary>What cannot be read is refused in words, and nothing is changed.</summary>
public sealed class BadInputTests
{
    private const int Limit = 16 * 1024 * 1024;

    private static readonly string LongId = new('x', 101);

    [Theory(Timeout = 120_000)]
    [InlineData("GET", "instances?createdTimeFrom=yesterday", "'createdTimeFrom' is a time")]
    [InlineData("GET", "instances?createdTimeFrom=10:00", "'createdTimeFrom' is a time")]
    [InlineData("GET", "instances?createdTimeFrom=1/2/2026", "'createdTimeFrom' is a time")]
    [InlineData("GET", "instances?createdTimeFrom=1.5", "'createdTimeFrom' is a time")]
    [InlineData("GET", "instances?createdTimeFrom=Mon,%2001%20Jan%202020%2000:00:00%20GMT", "'createdTimeFrom' is a time")]
    [InlineData("GET", "instances?createdTimeTo=2026-01-01%2000:00:00+01:00", "written %2B")]
    [InlineData("GET", "instances?createdTimeTo=2026-02-30", "'createdTimeTo' is a time")]
    [InlineData("GET", "instances?createdTimeTo=2026-01-01T00:00:00+01:00", "written %2B")]
    [InlineData("GET", "instances?createdTimeTo=2026-01-01&createdTimeTo=2026-01-02", "more than once")]
    [InlineData("GET", "instances?runtimeStatus=Running,", "'runtimeStatus' is one or more of Running")]
    [InlineData("GET", "instances?runtimeStatus=Running,Done", "'Done' is none of them")]
    [InlineData("GET", "instances?runtimeStatus=1", "'1' is none of them")]
    [InlineData("GET", "instances?showInput=yes", "'showInput' is either")]
    [InlineData("GET", "instances?top=0", "'top' is a whole number")]
    [InlineData("GET", "instances?top=-1", "'top' is a whole number")]
    [InlineData("GET", "instances?top=1.5", "'top' is a whole number")]
    [InlineData("GET", "instances?top=99999999999", "'top' is a whole number")]
    [InlineData("GET", "instances?instanceIdPrefix=a&instanceIdPrefix=b", "more than once")]
    [InlineData("DELETE", "instances", "'createdTimeFrom' is required")]
    [InlineData("DELETE", "instances?createdTimeTo=2999-01-01", "'createdTimeFrom' is required")]
    [InlineData("DELETE", "instances?createdTimeFrom=x", "'createdTimeFrom' is a time")]
    [InlineData("DELETE", "instances?createdTimeFrom=26-01-31", "'createdTimeFrom' is a time")]
    [InlineData("DELETE", "instances?createdTimeFrom=01-02-26", "'createdTimeFrom' is a time")]
    [InlineData("DELETE", "instances?createdTimeFrom=1-2-26", "'createdTimeFrom' is a time")]
    [InlineData("DELETE", "instances?createdTimeFrom=1-1-10", "'createdTimeFrom' is a time")]
    [InlineData("DELETE", "instances?createdTimeFrom=", "'createdTimeFrom' is a time")]
    [InlineData("DELETE", "instances?createdTimeFrom=2020-01-01&createdTimeTo=", "'createdTimeTo' is a time")]
    [InlineData("DELETE", "instances?createdTimeFrom=2020-01-01&runtimeStatus=", "'runtimeStatus' is one or more of Running")]
    [InlineData("DELETE", "instances?createdTimeFrom=2020-01-01&createdTimeTo=x", "'createdTimeTo' is a time")]
    [InlineData("DELETE", "instances?createdTimeFrom=2020-01-01&runtimeStatus=Over", "'Over' is none of them")]
    [InlineData("POST", "instances/completed/restart?restartWithNewInstanceId=1", "'restartWithNewInstanceId' is either")]
    [InlineData("POST", "instances/completed/restart?restartWithNewInstanceId=", "'restartWithNewInstanceId' is either")]
    [InlineData("POST", "instances/completed/restart?timeout=soon&pollingInterval=1", "'timeout' is a number of seconds")]
    [InlineData("POST", "instances/completed/restart?timeout=1&pollingInterval=1&showInput=1", "'showInput' is either")]
    [InlineData("POST", "instances/open/terminate?reason=a&reason=b", "more than once")]
    [InlineData("POST", "orchestrators/Ends?timeout=soon&pollingInterval=1", "'timeout' is a number of seconds")]
    [InlineData("POST", "orchestrators/Ends?timeout=-1&pollingInterval=1", "'timeout' is a number of seconds")]
    [InlineData("POST", "orchestrators/Ends?timeout=NaN", "'timeout' is a number of seconds")]
    [InlineData("POST", "orchestrators/Ends?timeout=1e300", "'timeout' is a number of seconds")]
    [InlineData("POST", "orchestrators/Ends?timeout=1&pollingInterval=", "'pollingInterval' is a number of seconds")]
    [InlineData("POST", "orchestrators/Ends?timeout=1&pollingInterval=1&showInput=1", "'showInput' is either")]
    [InlineData("POST", "orchestrators/Ends/a%2Fb", "has no '/'")]
    [InlineData("POST", "orchestrators/Ends/a%2fb", "has no '/'")]
    [InlineData("POST", "orchestrators/Ends/a%5Cb", "'\\'")]
    [InlineData("POST", "orchestrators/Ends/a%23b", "'#'")]
    [InlineData("POST", "orchestrators/Ends/a%3Fb", "'?'")]
    [InlineData("POST", "orchestrators/Ends/a%0Ab", "control characters")]
    [InlineData("POST", "orchestrators/Ends/a%C2%85b", "control characters")]
    public async Task It_is_400_in_words(string method, string path, string words)
    {
        await using var host = await WithEachStatusAsync();

        using var response = await SendAsync(host, method, path);

        await AssertProblemAsync(response, HttpStatusCode.BadRequest, words);
        await AssertUnchangedAsync(host);
    }

    [Theory(Timeout = 120_000)]
    [InlineData("text")]
    [InlineData("{\"a\":1")]
    [InlineData("[1,]")]
    [InlineData("\t")]
    [InlineData("{\"a\":\"\\udc00\"}")]
    public async Task An_input_that_is_not_json_is_400(string body)
    {
        await using var host = await WithEachStatusAsync();

        using var response = await SendAsync(host, "POST", "orchestrators/Ends", body);

        await AssertProblemAsync(response, HttpStatusCode.BadRequest, "The body is not JSON");
        await AssertUnchangedAsync(host);
    }

    [Fact(Timeout = 120_000)]
    public async Task Nesting_without_end_is_400()
    {
        await using var host = await WithEachStatusAsync();

        using var response = await SendAsync(host, "POST", "orchestrators/Ends", new string('[', 100_000));

        await AssertProblemAsync(response, HttpStatusCode.BadRequest, "depth");
    }

    [Theory(Timeout = 120_000)]
    [InlineData("orchestrators/Ends")]
    [InlineData("instances/open/raiseEvent/go")]
    public async Task A_body_over_the_limit_is_413(string path)
    {
        await using var host = await WithEachStatusAsync();

        Assert.Contains("HTTP/1.1 413 ", await AnnounceAsync(host, path, Limit + 1), StringComparison.Ordinal);
        await AssertUnchangedAsync(host);
    }

    [Theory(Timeout = 120_000)]
    [InlineData("orchestrators/Ends")]
    [InlineData("instances/open/raiseEvent/go")]
    public async Task So_is_one_whose_length_shows_only_while_it_is_read(string path)
    {
        await using var host = await WithEachStatusAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host.Address, Base + path));
        request.Content = new ByteArrayContent(Encoding.ASCII.GetBytes($"\"{new string('x', Limit - 1)}\""));
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.TransferEncodingChunked = true;

        using var response = await host.Http.SendAsync(request);

        await AssertProblemAsync(response, HttpStatusCode.RequestEntityTooLarge, $"{Limit} bytes");
        await AssertUnchangedAsync(host);
    }

    [Theory(Timeout = 120_000)]
    [InlineData('x')]
    [InlineData('ä')]
    public async Task The_client_refuses_what_takes_more_as_json(char character)
    {
        await using var host = await WithEachStatusAsync();
        var text = new string(character, ((Limit - 2) / Encoding.UTF8.GetByteCount([character])) + 1);

        foreach (var call in new Func<Task>[]
        {
            () => Client(host).ScheduleNewOrchestrationInstanceAsync("Ends", text, new StartOrchestrationOptions("new")),
            () => Client(host).RaiseEventAsync("open", "go", text),
            () => Client(host).TerminateInstanceAsync("open", new TerminateInstanceOptions(text)),
        })
            Assert.Contains($"at most {Limit} bytes", (await Assert.ThrowsAsync<ArgumentException>(call))
                .Message, StringComparison.Ordinal);

        await AssertUnchangedAsync(host);
        Assert.Equal("new", await Client(host)
            .ScheduleNewOrchestrationInstanceAsync("Ends", text[1..], new StartOrchestrationOptions("new")));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_body_at_the_limit_is_taken_whatever_its_characters()
    {
        await using var host = await WithEachStatusAsync();

        using var response = await SendAsync(host, "POST", "orchestrators/Ends", $"\"{new string('ä', (Limit / 2) - 1)}\"");

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    [Theory(Timeout = 120_000)]
    [InlineData("open/terminate")]
    [InlineData("open/suspend")]
    [InlineData("open/resume")]
    [InlineData("failed/rewind")]
    public async Task A_reason_over_the_limit_is_400(string path)
    {
        await using var host = await WithEachStatusAsync();

        using var response = await SendAsync(host, "POST", $"instances/{path}?reason={Uri.EscapeDataString(new string('€', 4097))}");

        await AssertProblemAsync(response, HttpStatusCode.BadRequest, "A reason has at most 4096 characters; this one has 4097");
        await AssertUnchangedAsync(host);
        Assert.False((await Client(host).GetInstanceAsync("failed"))!.IsRunning);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_reason_at_the_limit_is_taken()
    {
        await using var host = await WithEachStatusAsync();
        var reason = new string('€', 4096);

        using var response = await SendAsync(host, "POST", $"instances/open/terminate?reason={Uri.EscapeDataString(reason)}");

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(reason, (await Client(host).GetInstanceAsync("open", true))!.ReadOutputAs<string>());
    }

    [Fact(Timeout = 120_000)]
    public async Task The_client_refuses_the_same_reasons()
    {
        await using var host = await WithEachStatusAsync();
        var reason = new string('x', 4097);

        await Assert.ThrowsAsync<ArgumentException>(() => Client(host).SuspendInstanceAsync("open", reason));
        await Assert.ThrowsAsync<ArgumentException>(() => Client(host).ResumeInstanceAsync("open", reason));
        await Assert.ThrowsAsync<ArgumentException>(() => Client(host).RewindInstanceAsync("failed", reason));

        await AssertUnchangedAsync(host);
        Assert.False((await Client(host).GetInstanceAsync("failed"))!.IsRunning);
    }

    [Fact(Timeout = 120_000)]
    public async Task An_address_without_end_is_414()
    {
        await using var host = await WithEachStatusAsync();

        Assert.Equal(HttpStatusCode.RequestUriTooLong, await StatusAsync(
            host, "POST", $"instances/open/terminate?reason={new string('x', 64 * 1024)}"));
        await AssertUnchangedAsync(host);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_body_at_the_limit_is_taken()
    {
        await using var host = await WithEachStatusAsync();

        using var response = await SendAsync(host, "POST", "orchestrators/Ends", $"\"{new string('x', Limit - 2)}\"");

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    [Fact(Timeout = 120_000)]
    public async Task An_id_is_no_longer_than_100_characters()
    {
        await using var host = await WithEachStatusAsync();

        using var response = await SendAsync(host, "POST", $"orchestrators/Ends/{LongId}");

        await AssertProblemAsync(response, HttpStatusCode.BadRequest, "at most 100 characters; this one has 101");
        await AssertUnchangedAsync(host);
        Assert.Equal(HttpStatusCode.Accepted, await StatusAsync(host, "POST", $"orchestrators/Ends/{LongId[..100]}"));
    }

    [Fact(Timeout = 120_000)]
    public async Task The_client_refuses_the_same_ids()
    {
        await using var host = await WithEachStatusAsync();

        foreach (var id in new[] { "a/b", "a\\b", "a#b", "a?b", "a\0b", "a\u0085", LongId })
        {
            await Assert.ThrowsAsync<ArgumentException>(
                () => Client(host).ScheduleNewOrchestrationInstanceAsync("Ends", null, new StartOrchestrationOptions(id)));
        }

        await AssertUnchangedAsync(host);
    }

    [Theory(Timeout = 120_000)]
    [InlineData("a%252Fb", "a%2Fb")]
    [InlineData("%C3%A4%20+%25%26=:@%22", "ä +%&=:@\"")]
    public async Task Any_other_id_is_taken_and_found_by_its_address(string sent, string id)
    {
        await using var host = await TestHost.StartAsync(typeof(Orchestrations));

        using var response = await SendAsync(host, "POST", $"orchestrators/Waits/{sent}");

        Assert.Equal(id, (string?)(await ReadAsync(response))["id"]);
        Assert.Equal(id, (string?)(await GetAsync(host, sent))["instanceId"]);
        using var status = await host.Http.GetAsync(response.Headers.Location);
        Assert.Equal(id, (string?)(await ReadAsync(status))["instanceId"]);
    }

    [Theory(Timeout = 120_000)]
    [InlineData("GET", "instances/open%2Fterminate")]
    [InlineData("POST", "instances/open%2Fx/terminate")]
    [InlineData("DELETE", "instances/x%2fcompleted")]
    public async Task An_encoded_slash_belongs_to_the_id(string method, string path)
    {
        await using var host = await WithEachStatusAsync();

        using var response = await SendAsync(host, method, path);

        await AssertProblemAsync(response, HttpStatusCode.NotFound, "There is no instance '");
        Assert.DoesNotContain("%2", await response.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
        await AssertUnchangedAsync(host);
    }

    private static async Task AssertUnchangedAsync(TestHost host)
    {
        Assert.Equal(["open", "completed", "failed", "terminated"], await IdsAsync(host));
        Assert.True((await Client(host).GetInstanceAsync("open"))!.IsRunning);
    }

    /// <summary>Says how much it is to send, and sends nothing: a client that sends on may never read the answer.</summary>
    private static async Task<string> AnnounceAsync(TestHost host, string path, int length)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(host.Address.Host, host.Address.Port);
        var stream = connection.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST {Base}{path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: "
                + $"close\r\n\r\n"));
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }
}
