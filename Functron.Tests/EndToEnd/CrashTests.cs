using Functron.Tests.Execution.Engine;

namespace Functron.Tests.EndToEnd;

/// <param name="path">Which way functions are run.</param>
public abstract class CrashTests(string path)
{
    private const int Limit = 240_000;

    [Fact(Timeout = Limit)]
    public async Task A_function_survives_the_hosts_kill_with_its_complete_output_from_one_start()
    {
        var before = await EngineListing.TakeAsync();
        await using var functron = await FunctronProcess.StartAsync($"Functron:RunPath={path}");
        await using var starts = await StartCounter.OpenAsync();
        var request = Api.Request("printf 'a\\377\\376\\000'; echo err >&2; sleep 4; printf 'z\\200'; exit 5", "survivor");
        var id = await functron.Client.StartAsync(request);
        await UntilStartedAsync(functron, starts, id);

        await functron.KillAsync();
        await functron.StartAgainAsync();
        var ended = await functron.Client.UntilEndedAsync(id);

        var result = ended.GetProperty("result");
        Assert.Equal([(byte)'a', 0xff, 0xfe, 0, (byte)'z', 0x80], result.GetProperty("CmdOut").GetBytesFromBase64());
        Assert.Equal("err\n", result.Text("CmdErr"));
        Assert.Equal(5, result.GetProperty("ExitCode").GetInt32());
        Assert.Equal(1, result.GetProperty("Attempt").GetInt32());
        Assert.Equal(1, starts.Count(id));
        await before.AssertIsBackAsync();
    }

    [Fact(Timeout = Limit)]
    public async Task A_deadline_that_passes_while_the_host_is_dead_holds_when_it_is_back()
    {
        var before = await EngineListing.TakeAsync();
        await using var functron = await FunctronProcess.StartAsync($"Functron:RunPath={path}");
        await using var starts = await StartCounter.OpenAsync();
        var id = await functron.Client.StartAsync(Api.Request("echo early; sleep 300", "overdue", timeout: 1));
        await UntilStartedAsync(functron, starts, id);

        await functron.KillAsync();
        await functron.StartAgainAsync();
        var ended = await functron.Client.UntilEndedAsync(id);

        Assert.True(ended.GetProperty("result").GetProperty("TimedOut").GetBoolean());
        Assert.Equal("early\n", ended.GetProperty("result").Text("CmdOut"));
        Assert.Equal(1, starts.Count(id));
        await before.AssertIsBackAsync();
    }

    [Fact(Timeout = Limit)]
    public async Task A_graceful_stop_leaves_the_function_running_and_loses_nothing()
    {
        var before = await EngineListing.TakeAsync();
        await using var functron = await FunctronProcess.StartAsync($"Functron:RunPath={path}");
        await using var starts = await StartCounter.OpenAsync();
        var id = await functron.Client.StartAsync(Api.Request("echo first; sleep 5; echo last", "stopped"));
        await UntilStartedAsync(functron, starts, id);

        Assert.Equal(0, await functron.StopAsync());
        await functron.StartAgainAsync();
        var ended = await functron.Client.UntilEndedAsync(id);

        Assert.Equal("first\nlast\n", ended.GetProperty("result").Text("CmdOut"));
        Assert.Equal(1, starts.Count(id));
        await before.AssertIsBackAsync();
    }

    [Fact(Timeout = Limit)]
    [Trait("Host", "Embedded")] // On the Functions host a look needs a client, which comes with the first request: ten minutes later.
    public async Task Payloads_of_a_request_that_was_never_started_are_removed_at_the_next_start()
    {
        await using var functron = await FunctronProcess.StartAsync($"Functron:RunPath={path}");
        var (_, answer) = await functron.Client.ExecAsync(Api.Request("true"));
        await functron.KillAsync();
        var instances = Path.Combine(functron.DataDirectory, "payloads", "content", "instances");
        var forgotten = Path.Combine(instances, Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(forgotten);
        await File.WriteAllTextAsync(Path.Combine(forgotten, "tar"), "half of it");

        await functron.StartAgainAsync();
        while (Directory.Exists(forgotten))
            await Task.Delay(20);

        Assert.Equal([answer.GetProperty("InstanceId").GetString()], Directory.GetDirectories(instances).Select(Path.GetFileName));
    }

    private Task UntilStartedAsync(FunctronProcess functron, StartCounter starts, string id) =>
        path == "engine" ? starts.UntilAsync(id, 1) : LauncherRecords.UntilStartedAsync(functron.DataDirectory);
}

[Collection(EndToEndCollection.Name)]
public sealed class CrashOnTheLauncherPathTests() : CrashTests("auto");

[Collection(EndToEndCollection.Name)]
public sealed class CrashOnTheEnginePathTests() : CrashTests("engine");
