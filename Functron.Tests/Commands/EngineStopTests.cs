using System.Text.Json;

namespace Functron.Tests.Commands;

/// <summary>
/// What a caller sees when the engine is stopped in good order while the function runs, on both ways to run one. An engine that ends its
/// containers makes it the platform's failure; one that keeps them alive (live-restore) makes no difference.
/// </summary>
[Trait("Engine", "None")]
public sealed class EngineStopTests
{
    [NeedsFact("root", "dockerd", "unshare", "busybox:latest")]
    public async Task A_function_that_its_engine_ends_has_not_failed_the_platform_has()
    {
        await using var engine = await SecondEngine.StartAsync();
        await using var launcher = await StoppedEngineHost.StartAsync(engine, "launcher");
        await using var streams = await StoppedEngineHost.StartAsync(engine, "engine");

        var (ofLauncher, ofEngine) = await ThroughARestartAsync(engine, launcher, streams, "sleep 250");

        Assert.Equal("Failed", ofLauncher.GetProperty("status").GetString());
        Assert.Contains("stopped from outside", ofLauncher.ToString(), StringComparison.Ordinal);
        Assert.Equal("Failed", ofEngine.GetProperty("status").GetString());
        Assert.Contains("ended by a signal", ofEngine.ToString(), StringComparison.Ordinal);
        await AssertNothingIsLeftAsync(engine);
    }

    [NeedsFact("root", "dockerd", "unshare", "busybox:latest")]
    public async Task A_function_that_its_engine_keeps_alive_goes_on_to_its_end()
    {
        await using var engine = await SecondEngine.StartAsync();
        await engine.StopAsync();
        await engine.StartAgainAsync("--live-restore");
        await using var launcher = await StoppedEngineHost.StartAsync(engine, "launcher");
        await using var streams = await StoppedEngineHost.StartAsync(engine, "engine");

        var (ofLauncher, ofEngine) = await ThroughARestartAsync(
            engine, launcher, streams, "echo begun; sleep 15; echo survived", "--live-restore");

        Assert.Equal("begun\nsurvived\n", OutputOf(ofLauncher));
        Assert.Equal("begun\nsurvived\n", OutputOf(ofEngine));
        await AssertNothingIsLeftAsync(engine);
    }

    /// <summary>Both functions run, the engine is stopped in good order and started again, and both invocations end.</summary>
    private static async Task<(JsonElement Launcher, JsonElement Streams)> ThroughARestartAsync(
        SecondEngine engine, StoppedEngineHost launcher, StoppedEngineHost streams, string command, params string[] options)
    {
        var (first, second) = (await launcher.BeginAsync(command), await streams.BeginAsync(command));
        await Until.TrueAsync(
            "two functions run", async () =>
                (await engine.Docker.LinesAsync("ps", "--quiet")).Length == 2, about: () => launcher.Log + streams.Log);
        await engine.StopAsync();
        await engine.StartAgainAsync(options);
        return (await launcher.EndedAsync(first), await streams.EndedAsync(second));
    }

    private static string OutputOf(JsonElement status) =>
        System.Text.Encoding.UTF8.GetString(status.GetProperty("result").GetProperty("CmdOut").GetBytesFromBase64());

    private static Task AssertNothingIsLeftAsync(SecondEngine engine) => Until.TrueAsync(
        "nothing of Functron is left on the engine",
        async () => (await engine.Docker.LinesAsync("ps", "--all", "--quiet")).Length == 0
            && (await engine.Docker.LinesAsync("images", "--quiet", "--filter", "label=functron.installation")).Length == 0);
}
