using Functron.Execution.Results;
using Functron.Execution.Run;
using Functron.Execution.Run.ByLauncher;
using Functron.Tests.Execution.Engine;

namespace Functron.Tests.Execution.Launcher;

/// <summary>Ends that the function did not choose: a dead launcher, signals from outside, a kill.</summary>
public sealed class LauncherStopTests() : EngineTest(RunPathOption.Launcher)
{
    [Fact(Timeout = 120_000)]
    public async Task A_launcher_that_dies_is_the_platforms_failure_in_words()
    {
        var bench = Start();
        var order = await bench.AcceptAsync("FROM busybox\nCMD [\"sleep\", \"100\"]");
        var image = await bench.BuildAsync(order);
        var running = bench.Runner.RunAsync(order, image, CancellationToken.None);
        var container = await bench.UntilStartedAsync(order);
        await bench.Engine.KillAsync(container.Id, CancellationToken.None);

        var failure = await Assert.ThrowsAsync<LauncherException>(() => running);
        Assert.Contains("ended without a word", failure.Message, StringComparison.Ordinal);
        Assert.Null(await bench.Results.ReadAsync(order, CancellationToken.None));

        // It may have done anything: it is not run again.
        await Assert.ThrowsAsync<LauncherException>(
            () => bench.Runner.RunAsync(order, image, CancellationToken.None));
    }

    [Theory(Timeout = 120_000)]
    [InlineData("sleep 100", "SIGTERM")]
    [InlineData("trap 'exit 0' TERM; sleep 100 & wait", "SIGTERM")]
    [InlineData("trap 'echo told; exit 3' TERM; sleep 100 & wait", "15")]
    [InlineData("sleep 100", "SIGINT")]
    [InlineData("sleep 100", "SIGUSR1")]
    public async Task A_function_that_somebody_outside_stopped_did_not_fail(string command, string signal)
    {
        var bench = Start();
        var order = await bench.AcceptAsync($"FROM busybox\nSTOPSIGNAL SIGUSR2\nCMD {command}");
        var image = await bench.BuildAsync(order);
        var running = bench.Runner.RunAsync(order, image, CancellationToken.None);
        var container = await bench.UntilStartedAsync(order);
        using var client = EngineListing.NewClient();
        while (!running.IsCompleted)
        {
            // Again: a shell that has not come to its trap yet dies of the first one all the same.
            await client.Containers.KillContainerAsync(container.Id, new() { Signal = signal });
            await Task.WhenAny(running, Task.Delay(1000));
        }

        var failure = await Assert.ThrowsAsync<LauncherException>(() => running);
        Assert.Contains("stopped from outside", failure.Message, StringComparison.Ordinal);
        Assert.Null(await bench.Results.ReadAsync(order, CancellationToken.None));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_signal_from_outside_that_the_function_takes_is_no_stop()
    {
        var bench = Start();
        var order = await bench.AcceptAsync("FROM busybox\nCMD trap 'echo got; exit 4' USR1; touch /ready; while :; do sleep 0.1; done");
        var running = bench.RunAsync(order);
        var container = await bench.UntilStartedAsync(order);
        while (await bench.Engine.StatAsync(container.Id, "/ready", CancellationToken.None) is null)
            await Task.Delay(20);
        using var client = EngineListing.NewClient();
        await client.Containers.KillContainerAsync(container.Id, new() { Signal = "SIGUSR1" });
        var result = await running;
        Assert.Equal(("got\n", 4, Ending.Exited), (await bench.TextAsync(result.Stdout), result.ExitCode, result.Ending));
    }

    [Fact(Timeout = 120_000)]
    public async Task Killing_needs_no_engine()
    {
        var bench = Start(s => s.Engine = e => new FaultyEngine(e) { KillsMiss = true });
        var result = await bench.RunAsync("FROM busybox\nCMD sleep 100", timeout: 1);
        Assert.Equal((Ending.TimedOut, 137, "SIGKILL"), (result.Ending, result.ExitCode, result.Signal));
    }
}
