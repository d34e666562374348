using Functron.Execution.Cleanup;
using Functron.Execution.Engine;
using Functron.Execution.Results;
using Functron.Execution.Run;
using Functron.Tests.Execution.Engine;

namespace Functron.Tests.Execution.Cleanup;

public abstract class SweeperTests(RunPathOption path) : EngineTest(path)
{
    [Fact(Timeout = 120_000)]
    public async Task A_run_of_this_process_is_swept_only_once_it_has_its_result_though_its_instance_was_terminated()
    {
        var bench = Start();
        var order = await bench.AcceptAsync("FROM busybox\nCMD [\"sleep\", \"300\"]");
        using var terminated = new CancellationTokenSource();
        var running = bench.Runner.RunAsync(order, await bench.BuildAsync(order), terminated.Token);
        await bench.UntilAsync(order, ContainerPhase.Running);

        Assert.Equal((0, 0), await SweepAsync(bench));
        await terminated.CancelAsync();
        await running;
        Assert.Equal(Ending.Cancelled, (await bench.ResultAsync(order)).Ending);

        Assert.Equal((1, 1), await SweepAsync(bench));
        Assert.Empty(await bench.ContainersAsync(order));
        Assert.Empty(await bench.ImagesAsync(order));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_run_of_this_process_is_left_alone_while_its_container_is_made()
    {
        RealExecution? bench = null;
        var swept = new List<(int Containers, int Images)>();
        bench = Start(s => s.Engine = e => new FaultyEngine(e)
        {
            CreateContainer = _ =>
            {
                swept.Add(SweepAsync(bench!).GetAwaiter().GetResult());
                return null;
            },
        });

        var order = await bench.AcceptAsync("FROM busybox\nCMD [\"echo\", \"out\"]");
        var result = await bench.RunAsync(order);
        Assert.Equal((0, 0), Assert.Single(swept));
        Assert.Equal("out\n", await bench.TextAsync(result.Stdout));
        Assert.Equal((1, 1), await SweepAsync(bench));
    }

    private static async Task<(int Containers, int Images)> SweepAsync(RealExecution bench)
    {
        var outcome = await bench.Get<Sweeper>().SweepAsync((_, _) => Task.FromResult(true), CancellationToken.None);
        Assert.Empty(outcome.Failures);
        return (outcome.Containers, outcome.Images);
    }
}

public sealed class SweeperOnTheEnginePathTests() : SweeperTests(RunPathOption.Engine);

public sealed class SweeperOnTheLauncherPathTests() : SweeperTests(RunPathOption.Launcher);
