using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Functron.Tests.EndToEnd;

/// <summary>Clients that hold on to the service with half-sent requests keep nobody out.</summary>
[Trait("Host", "Embedded")]
public sealed class HalfSentBodiesTests
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
            Assert.Contains(
                answers, answer => answer is { Status: 503 } busy && busy.Head.Contains("Retry-After: 10", StringComparison.Ordinal));
        }
        finally
        {
            halves.ForEach(half => half.Dispose());
        }
    }
}
