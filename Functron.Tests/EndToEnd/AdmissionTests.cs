using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Functron.Tests.EndToEnd;

/// <summary>What is more than the service takes in is refused early and in words; what holds on to it without getting on is ended.</summary>
[Collection(EndToEndCollection.Name)]
[Trait("Host", "Embedded")]
public sealed class AdmissionTests
{
    private const int Limit = 240_000;
    private const string Part = """{"FnName":"half",""";

    [Fact(Timeout = Limit)]
    public async Task Thousands_of_half_sent_bodies_keep_nobody_out()
    {
        await using var functron = await FunctronProcess.StartAsync("Functron:MaxConcurrentUploads=16");
        var halves = new List<HalfSentRequest>();
        for (var i = 0; i < 2000; i++)
            halves.Add(await HalfSentRequest.SendAsync(functron, i % 2 == 0 ? "v1/exec" : "v1/invocations", Part, i % 4 < 2 ? 1000 : null));
        try
        {
            using var ping = await functron.Client.GetAsync("v1/ping");
            using var health = await functron.Client.GetAsync("health");
            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (ping.StatusCode, health.StatusCode));

            var (small, answer) = await functron.Client.ExecAsync(Api.Request("echo in"));
            Assert.Equal((HttpStatusCode.OK, "in\n"), (small, answer.Text("CmdOut")));

            // What is not short is refused for a while, until those that hold the places are ended; each refusal says when to come again.
            var large = Api.Request("cat > /dev/null", stdin: new string('x', 1_000_000));
            for (HttpStatusCode? status = null; status != HttpStatusCode.OK;)
            {
                using var response = await functron.Client.PostAsJsonAsync("v1/exec", large);
                status = response.StatusCode;
                Assert.True(status is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable, status.ToString());
                Assert.Equal(status == HttpStatusCode.OK, response.Headers.RetryAfter is null);
                Functron1Keys.AssertAllIn(await response.Content.ReadFromJsonAsync<JsonElement>());
            }

            var answers = new List<(int Status, JsonElement Body, string Head)?>();
            foreach (var half in halves)
                answers.Add(await half.AnswerAsync());
            Assert.All(answers, answer => Assert.True(answer is null or { Status: 408 or 503 }, answer?.Head));
            Assert.Contains(answers, answer => answer is { Status: 408 });

            // Whoever sends such does not fill the log.
            Assert.DoesNotContain("fail: ", functron.Log, StringComparison.Ordinal);
            Assert.Contains(answers, answer => answer is { Status: 503 } busy && busy.Head.Contains("Retry-After: 10", StringComparison.Ordinal));
        }
        finally
        {
            halves.ForEach(half => half.Dispose());
        }
    }

    [Fact(Timeout = Limit)]
    public async Task Answers_without_a_body_and_those_that_come_in_pieces_are_whole()
    {
        await using var functron = await FunctronProcess.StartAsync();
        using var ping = await functron.Client.GetAsync("v1/ping");
        Assert.Equal((HttpStatusCode.OK, 0L), (ping.StatusCode, ping.Content.Headers.ContentLength));
        var list = new Uri(functron.ManagementUri("instances"));
        Assert.Equal("[]", await functron.Client.GetStringAsync(list));
        var (_, ran) = await functron.Client.ExecAsync(Api.Request("true"));
        Assert.Contains(ran.GetProperty("InstanceId").GetString()!, await functron.Client.GetStringAsync(list), StringComparison.Ordinal);
        using var unknown = await functron.Client.GetAsync("v1/no-such-route");
        Assert.Contains("Nothing answers", await unknown.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("fail: ", functron.Log, StringComparison.Ordinal);
    }

    [Theory(Timeout = Limit)]
    [InlineData("v1/exec", 1000)]
    [InlineData("v1/exec", null)]
    [InlineData("v1/invocations", 1000)]
    [InlineData("v1/invocations", null)]
    [InlineData("runtime/webhooks/durabletask/orchestrators/InvocationOrchestrator", 1000)]
    public async Task A_body_that_stalls_is_ended_in_words(string route, int? promised)
    {
        await using var functron = await FunctronProcess.StartAsync("Functron:StallSeconds=2");
        using var half = await HalfSentRequest.SendAsync(functron, route, Part, promised);
        var (status, body, _) = (await half.AnswerAsync())!.Value;
        Assert.Equal(408, status);
        Assert.Contains("2 s", body.ToString(), StringComparison.Ordinal);
        if (route == "v1/exec")
            Functron1Keys.AssertAllIn(body);
    }

    [Fact(Timeout = Limit)]
    public async Task A_body_that_is_slow_is_taken()
    {
        await using var functron = await FunctronProcess.StartAsync("Functron:StallSeconds=20");
        var body = JsonSerializer.Serialize(Api.Request("echo slow"));
        using var slow = await HalfSentRequest.SendAsync(functron, "v1/exec", body[..10], body.Length);
        for (var i = 10; i < body.Length; i += 10)
        {
            await Task.Delay(100);
            await slow.SendAsync(body[i..Math.Min(body.Length, i + 10)]);
        }

        var (status, answer, _) = (await slow.AnswerAsync())!.Value;
        Assert.Equal((200, "slow\n"), (status, answer.Text("CmdOut")));
    }

    [Fact(Timeout = Limit)]
    public async Task Answers_that_nobody_takes_are_ended_and_hold_up_no_others()
    {
        await using var functron = await FunctronProcess.StartAsync("Functron:StallSeconds=6", "Functron:MaxAnswerBytes=8388608");
        var (_, made) = await functron.Client.ExecAsync(Api.Request("head -c 8000000 /dev/zero"));
        var id = made.GetProperty("InstanceId").GetString();
        for (var i = 0; i < 3; i++)
        {
            using var stalled = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
            await stalled.ConnectAsync(functron.Address.Host, functron.Address.Port);
            await stalled.SendAsync(Encoding.ASCII.GetBytes($"GET /v1/invocations/{id} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
            while (stalled.Available == 0)
                await Task.Delay(Api.Pause);

            // It has all of the room. The next one has its turn when it is ended.
            var status = await functron.Client.StatusAsync(id!);
            Assert.Equal(8_000_000, status.GetProperty("result").GetProperty("CmdOut").GetBytesFromBase64().Length);
            Assert.InRange(await LengthAsync(stalled), 0, 8_000_000);
        }
    }

    /// <summary>Of what still comes, which may break off.</summary>
    private static async Task<long> LengthAsync(Socket socket)
    {
        var (length, buffer) = (0L, new byte[65536]);
        try
        {
            for (int read; (read = await socket.ReceiveAsync(buffer)) > 0;)
                length += read;
        }
        catch (SocketException)
        {
            // Broken off.
        }

        return length;
    }

    [Fact(Timeout = Limit)]
    public async Task A_full_queue_is_429_until_something_has_ended()
    {
        await using var functron = await FunctronProcess.StartAsync("Functron:MaxQueued=2", "Functron:MaxConcurrentRuns=1");
        var first = await functron.Client.StartAsync(Api.Request("sleep 200", timeout: 300));
        var second = await functron.Client.StartAsync(Api.Request("sleep 200", timeout: 300));
        await AssertFullAsync(functron, "v1/exec");
        await AssertFullAsync(functron, "v1/invocations");

        // What earlier processes accepted counts, too.
        await functron.KillAsync();
        await functron.StartAgainAsync();
        while (await IsTakenAsync(functron) is { } taken)
        {
            // Until it has counted.
            await functron.Client.DeleteAsync($"v1/invocations/{taken}");
            await functron.Client.UntilEndedAsync(taken);
        }

        await AssertFullAsync(functron, "v1/exec");

        using var cancelled = await functron.Client.DeleteAsync($"v1/invocations/{second}");
        await functron.Client.UntilEndedAsync(second);
        var third = await functron.Client.StartAsync(Api.Request("sleep 200", timeout: 300));
        await AssertFullAsync(functron, "v1/exec");

        // No activity of Functron's sees a termination: it is counted.
        using var terminated = await functron.Client.PostAsync(functron.ManagementUri($"instances/{third}/terminate?reason=test"), null);
        string? fourth;
        while ((fourth = await IsTakenAsync(functron)) is null)
            await Task.Delay(200);
        foreach (var id in new[] { first, fourth })
        {
            using var last = await functron.Client.DeleteAsync($"v1/invocations/{id}");
            await functron.Client.UntilEndedAsync(id);
        }
    }

    private static async Task AssertFullAsync(FunctronProcess functron, string route)
    {
        using var response = await functron.Client.PostAsJsonAsync(route, Api.Request("true"));
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(10)), (response.StatusCode, response.Headers.RetryAfter?.Delta));
        Assert.Contains("2 invocations", answer.ToString(), StringComparison.Ordinal);
        if (route == "v1/exec")
            Functron1Keys.AssertAllIn(answer);
    }

    /// <returns>The id of an invocation that was taken; null when the queue is full.</returns>
    private static async Task<string?> IsTakenAsync(FunctronProcess functron)
    {
        using var response = await functron.Client.PostAsJsonAsync("v1/invocations", Api.Request("sleep 200", timeout: 300));
        if (response.StatusCode == HttpStatusCode.TooManyRequests)
            return null;
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
    }
}
