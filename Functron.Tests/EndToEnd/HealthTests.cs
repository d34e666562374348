using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Functron.Tests.EndToEnd;

[Collection(EndToEndCollection.Name)]
public sealed class HealthTests(EndToEndHost host)
{
    private const int Limit = 120_000;

    [Fact(Timeout = Limit)]
    public async Task A_working_service_is_healthy()
    {
        using var response = await host.Client.GetAsync("health");
        var report = await response.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        // On a busy machine the engine is slow, and that is said.
        var degraded = report.GetProperty("degraded").EnumerateArray().ToList();
        Assert.Equal(degraded.Count == 0 ? "healthy" : "degraded", report.GetProperty("status").GetString());
    }

    [Fact(Timeout = 2 * Limit)]
    public async Task While_the_engine_is_slow_it_says_so_and_since_when()
    {
        await using var line = new EngineLine();
        await using var functron = await FunctronProcess.StartAsync($"Functron:DockerEndpoint={line.Endpoint}", "Functron:RunPath=engine");
        var before = DateTimeOffset.UtcNow;
        line.Delay = TimeSpan.FromSeconds(1.2);

        JsonElement report;
        do
        {
            using var health = await functron.Client.GetAsync("health");
            report = await health.Content.ReadFromJsonAsync<JsonElement>();
            // Past 2 s, as on a busy machine, the engine counts as away. It has been slow all the same, and that is told for a minute.
            Assert.Equal(report.GetProperty("status").GetString() == "unhealthy" ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK,
                health.StatusCode);
            line.Delay = TimeSpan.Zero;
        }
        while (report.GetProperty("status").GetString() == "unhealthy");

        Assert.Equal("degraded", report.GetProperty("status").GetString());
        var degraded = Assert.Single(report.GetProperty("degraded").EnumerateArray());
        Assert.Matches(@"^The Docker engine is slow: an answer takes up to \d+\.\d s ", degraded.GetProperty("what").GetString());
        Assert.InRange(degraded.GetProperty("since").GetDateTimeOffset(), before, DateTimeOffset.UtcNow);
    }

    [Fact(Timeout = Limit)]
    public async Task Without_an_engine_health_and_exec_answer_503_with_the_endpoint_and_what_to_do()
    {
        await using var functron = await FunctronProcess.StartAsync("Functron:DockerEndpoint=unix:///nowhere/docker.sock");

        using var health = await functron.Client.GetAsync("health");
        var report = await health.Content.ReadFromJsonAsync<JsonElement>();
        var (status, answer) = await functron.Client.ExecAsync(Api.Request("true"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        Assert.False(report.GetProperty("engine").GetProperty("healthy").GetBoolean());
        Assert.True(report.GetProperty("dataDirectory").GetProperty("healthy").GetBoolean());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("/nowhere/docker.sock", Assert.Single(answer.GetProperty("Errors").EnumerateArray()).GetString());
    }

    [Fact(Timeout = Limit)]
    public async Task An_option_out_of_its_range_is_refused_at_start_by_name()
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => FunctronProcess.StartAsync("Functron:MaxConcurrentRuns=0"));

        Assert.Contains("MaxConcurrentRuns", refused.Message);
        Assert.Contains("exit code 1", refused.Message);
        Assert.DoesNotContain("   at ", refused.Message);
    }

    [Fact(Timeout = 120_000)]
    public async Task It_says_which_way_functions_are_run_and_why()
    {
        Assert.Equal(("launcher", "a trial of it worked"), await RunAsync("auto"));
        Assert.Equal(("engine", "Functron:RunPath says so"), await RunAsync("engine"));

        static async Task<(string, string)> RunAsync(string option)
        {
            await using var functron = await FunctronProcess.StartAsync($"Functron:RunPath={option}");
            while (true)
            {
                var health = await functron.Client.GetFromJsonAsync<JsonElement>("health");
                if (health.GetProperty("run") is { ValueKind: JsonValueKind.Object } run)
                    return (run.GetProperty("path").GetString()!, run.GetProperty("why").GetString()!);
                await Task.Delay(20);
            }
        }
    }
}
