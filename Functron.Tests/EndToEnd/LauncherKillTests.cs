using Functron.Tests.Execution.Engine;

namespace Functron.Tests.EndToEnd;

/// <summary>Functron is killed (SIGKILL) at a moment that its files tell; the function runs once, and its result is whole.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class LauncherKillTests
{
    private const int Limit = 240_000;

    [Theory(Timeout = Limit)]
    [InlineData("before its claim")]
    [InlineData("between claim and release")]
    [InlineData("right after its release")]
    [InlineData("while it runs")]
    [InlineData("after its last line")]
    public async Task A_function_runs_once_whenever_Functron_is_killed(string moment)
    {
        var before = await EngineListing.TakeAsync();
        await using var counter = new RunCounter();
        await using var functron = await FunctronProcess.StartAsync("Functron:NetworkMode=host", "Functron:PayloadStore=files");
        var id = await functron.Client.StartAsync(
            Api.Request($"echo begun; {counter.Command}; sleep 1; cat; echo ended; exit 6", "killed", stdin: "input\n"));
        while (!HasCome(moment, functron.DataDirectory))
            await Task.Delay(1);
        await functron.KillAsync();
        while (moment == "after its last line" && !Status(functron.DataDirectory).Contains("ended ", StringComparison.Ordinal))
            await Task.Delay(20);

        await functron.StartAgainAsync();
        var result = (await functron.Client.UntilEndedAsync(id)).GetProperty("result");
        Assert.Equal("begun\ninput\nended\n", result.Text("CmdOut"));
        Assert.Equal((6, 1), (result.GetProperty("ExitCode").GetInt32(), result.GetProperty("Attempt").GetInt32()));
        Assert.Equal(1, counter.Runs);
        await before.AssertIsBackAsync();
        Assert.Empty(Directory.GetDirectories(Path.Combine(functron.DataDirectory, "runs")));
    }

    [Fact(Timeout = Limit)]
    public async Task A_timeout_holds_while_Functron_is_dead_and_the_container_is_removed_by_the_next_start()
    {
        var before = await EngineListing.TakeAsync();
        await using var functron = await FunctronProcess.StartAsync();
        var id = await functron.Client.StartAsync(Api.Request("echo early; sleep 300", "left-alone", timeout: 2));
        while (!HasCome("while it runs", functron.DataDirectory))
            await Task.Delay(5);
        await functron.KillAsync();

        using var client = EngineListing.NewClient();
        while ((await client.Containers.ListContainersAsync(new()))
            .Any(c => c.Names.Any(n => n.Contains("functron-left-alone", StringComparison.Ordinal))))
            await Task.Delay(50);
        Assert.Contains("\nended deadline -1 9 ", Status(functron.DataDirectory), StringComparison.Ordinal);

        await functron.StartAgainAsync();
        var result = (await functron.Client.UntilEndedAsync(id)).GetProperty("result");
        Assert.Equal((true, "early\n"), (result.GetProperty("TimedOut").GetBoolean(), result.Text("CmdOut")));
        await before.AssertIsBackAsync();
    }

    private static bool HasCome(string moment, string data) => moment switch
    {
        "before its claim" => Runs(data).Count > 0,
        "between claim and release" =>
            Directory.EnumerateFiles(Path.Combine(data, "payloads"), "claim.json", SearchOption.AllDirectories).Any(),
        "right after its release" => Status(data).Contains("released ", StringComparison.Ordinal),
        _ => Status(data).Contains("\nstarted ", StringComparison.Ordinal),
    };

    private static string Status(string data) => LauncherRecords.Status(data);

    private static IReadOnlyList<string> Runs(string data) => LauncherRecords.Runs(data);
}
