using System.Net;
using System.Text.Json;

namespace Functron.Tests.EndToEnd;

/// <summary>A request that does not get on is ended in words; a slow one is taken.</summary>
[Trait("Host", "Embedded")]
public sealed class AdmissionTests
{
    private const int Limit = 240_000;
    private const string Part = """{"FnName":"half",""";

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
}
