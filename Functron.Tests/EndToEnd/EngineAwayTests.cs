using System.Net;
using Functron.Tests.Execution.Engine;

namespace Functron.Tests.EndToEnd;

/// <summary>An engine that goes away and comes back loses no function that runs, and no invocation that was accepted before.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class EngineAwayTests
{
    private const int Limit = 240_000;

    [Fact(Timeout = Limit)]
    public async Task A_function_that_runs_while_the_engine_cannot_be_reached_gives_its_result()
    {
        var before = await EngineListing.TakeAsync();
        await using var line = new EngineLine();
        await using var functron = await FunctronProcess.StartAsync(
            $"Functron:DockerEndpoint={line.Endpoint}", "Functron:RunPath=launcher");
        await using var starts = await StartCounter.OpenAsync();
        var id = await functron.Client.StartAsync(Api.Request("echo first; sleep 3; echo last", "cut-off"));
        await LauncherRecords.UntilStartedAsync(functron.DataDirectory);

        await line.CutAsync();
        await AssertNoEngineAsync(functron);
        line.Mend();
        var ended = await functron.Client.UntilEndedAsync(id);

        Assert.Equal("first\nlast\n", ended.GetProperty("result").Text("CmdOut"));
        Assert.Equal(1, starts.Count(id));
        await before.AssertIsBackAsync();
    }

    [Fact(Timeout = Limit)]
    public async Task An_engine_that_goes_away_in_the_middle_of_a_start_neither_costs_nor_repeats_the_function()
    {
        var before = await EngineListing.TakeAsync();
        await using var counter = new RunCounter();
        await using var line = new EngineLine();
        await using var functron = await FunctronProcess.StartAsync(
            $"Functron:DockerEndpoint={line.Endpoint}", "Functron:NetworkMode=host");
        await using var starts = await StartCounter.OpenAsync();
        var id = await functron.Client.StartAsync(Api.Request($"{counter.Command}; sleep 1; echo done", "cut-off"));
        await starts.UntilAsync(id, 1);

        await line.CutAsync();
        await AssertNoEngineAsync(functron);
        line.Mend();
        var ended = await functron.Client.UntilEndedAsync(id);
        var result = ended.GetProperty("result");
        Assert.True(result.ValueKind == System.Text.Json.JsonValueKind.Object && result.Text("CmdOut") == "done\n", ended + functron.Log);
        Assert.Equal(1, counter.Runs);
        await before.AssertIsBackAsync();
    }

    [Fact(Timeout = Limit)]
    public async Task A_host_that_starts_before_its_engine_does_goes_on_with_what_was_accepted_before()
    {
        var before = await EngineListing.TakeAsync();
        await using var line = new EngineLine();
        await using var functron = await FunctronProcess.StartAsync(
            $"Functron:DockerEndpoint={line.Endpoint}", "Functron:RunPath=launcher", "Functron:MaxConcurrentRuns=1");
        await using var starts = await StartCounter.OpenAsync();
        var running = await functron.Client.StartAsync(Api.Request("echo first; sleep 3; echo last", "running"));
        await LauncherRecords.UntilStartedAsync(functron.DataDirectory);
        var queued = await functron.Client.StartAsync(Api.Request("echo queued", "queued"));

        await functron.KillAsync();
        await line.CutAsync();
        await functron.StartAgainAsync();
        await AssertNoEngineAsync(functron);
        line.Mend();

        var ended = new[] { await functron.Client.UntilEndedAsync(running), await functron.Client.UntilEndedAsync(queued) };
        Assert.All(ended, status => Assert.True(
            status.GetProperty("error").ValueKind == System.Text.Json.JsonValueKind.Null, status.GetProperty("error") + functron.Log));
        Assert.Equal(["first\nlast\n", "queued\n"], ended.Select(status => status.GetProperty("result").Text("CmdOut")));
        Assert.Equal((1, 1), (starts.Count(running), starts.Count(queued)));
        await before.AssertIsBackAsync();
    }

    private static async Task AssertNoEngineAsync(FunctronProcess functron)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var health = await functron.Client.GetAsync("health", limit.Token);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
    }
}
