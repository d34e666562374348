using Functron.Tests.Execution.Engine;

namespace Functron.Tests.Execution.Build;

/// <summary>What the builder prints, and when it is asked again.</summary>
public sealed class BuilderRunTests : EngineTest
{
    [Fact(Timeout = 120_000)]
    public async Task The_log_is_in_order_and_in_the_result()
    {
        var bench = Start();
        var result = await bench.RunAsync(
            $"FROM busybox\nRUN for i in 1 2 3 4 5; do echo line-$i {Guid.NewGuid():N}; done\nCMD [\"true\"]");
        var log = await bench.TextAsync(result.BuildLog);
        var positions = Enumerable.Range(1, 5).Select(i => log.IndexOf($"\nline-{i} ", StringComparison.Ordinal)).ToList();
        Assert.DoesNotContain(-1, positions);
        Assert.Equal(positions.Order(), positions);
    }

    [Fact(Timeout = 120_000)]
    public async Task Of_a_log_over_the_cap_the_step_that_failed_is_kept()
    {
        var bench = Start(s => s.Options.MaxOutputBytes = 4096);
        var order = await bench.AcceptAsync(
            $"FROM busybox\nRUN echo {Guid.NewGuid():N}; for i in $(seq 5000); do echo line $i; done; echo the-reason; exit 3\nCMD x");
        Assert.False((await bench.Builder.BuildAsync(order, CancellationToken.None)).Succeeded);

        var log = await bench.TextAsync((await bench.ResultAsync(order)).BuildLog);
        Assert.StartsWith("Step 1/", log, StringComparison.Ordinal);
        Assert.Contains("\nline 5000\nthe-reason\n", log, StringComparison.Ordinal);
        Assert.Matches(@"\n\[\d{4} lines \(\d{5} bytes\) of the log are not kept\]\n", log);
        Assert.InRange(log.Length, 2000, 4096 + 200);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_build_that_the_engine_itself_failed_is_tried_once_more()
    {
        FaultyEngine? engine = null;
        var bench = Start(s => s.Engine = e => engine = new FaultyEngine(e) { FirstBuildError = "layer does not exist" });
        var result = await bench.RunAsync("FROM busybox\nCMD [\"echo\", \"built\"]");

        Assert.Equal("built\n", await bench.TextAsync(result.Stdout));
        Assert.Equal(2, engine!.Builds);
        Assert.DoesNotContain("of a build that fails", await bench.TextAsync(result.BuildLog), StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_step_that_fails_outside_a_command_each_time_is_in_the_log_once()
    {
        var bench = Start();
        var order = await bench.AcceptAsync(
            $"FROM busybox\nRUN echo {Guid.NewGuid():N}\nCOPY --from=busybox /nothing-there /y\nCMD [\"true\"]");
        Assert.False((await bench.Builder.BuildAsync(order, CancellationToken.None)).Succeeded);

        var result = await bench.ResultAsync(order);
        var log = await bench.TextAsync(result.BuildLog);
        Assert.Equal(2, log.Split("Step 3/5 : COPY").Length);
        Assert.Equal(2, log.Split("second try").Length);
        Assert.Contains("nothing-there", result.BuildError, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_build_whose_own_command_failed_is_not_tried_again()
    {
        FaultyEngine? engine = null;
        var bench = Start(s => s.Engine = e => engine = new FaultyEngine(e));
        var order = await bench.AcceptAsync("FROM busybox\nRUN exit 3\nCMD [\"true\"]");

        Assert.False((await bench.Builder.BuildAsync(order, CancellationToken.None)).Succeeded);
        Assert.Equal(1, engine!.Builds);
    }
}
