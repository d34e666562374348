using Functron.Execution.Cleanup;
using Functron.Execution.Engine;
using Functron.Execution.Run;
using Functron.Execution.Run.Stopping;
using Functron.Tests.Execution.Engine;

namespace Functron.Tests.Execution.Cleanup;

/// <summary>Removals that hang, as the engine lets them for ever when a container's start hangs.</summary>
public sealed class LeftoversTests : EngineTest
{
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HashSet<string> _hangs = [];

    [Fact(Timeout = 120_000)]
    public async Task A_sweep_removes_the_others_and_later_what_resisted()
    {
        var bench = StartHanging();
        var orders = await RunSomeAsync(bench, 6);
        var resisting = Assert.Single(await bench.ContainersAsync(orders[0]));
        _hangs.Add(resisting.Id);

        var outcome = await bench.Get<Sweeper>().SweepAsync((_, _) => Task.FromResult(true), CancellationToken.None);
        Assert.Equal(5, outcome.Containers);
        foreach (var order in orders.Skip(1))
        {
            Assert.Empty(await bench.ContainersAsync(order));
            Assert.Empty(await bench.ImagesAsync(order));
        }

        var leftover = Assert.Single(bench.Get<Leftovers>().All, l => l.What.StartsWith("container", StringComparison.Ordinal));
        Assert.Contains(resisting.Names[0], leftover.What, StringComparison.Ordinal);

        // It is not waited for a second time.
        var again = await bench.Get<Sweeper>().SweepAsync((_, _) => Task.FromResult(true), CancellationToken.None);
        Assert.Equal(0, again.Containers);

        _released.SetResult();
        while (bench.Get<Leftovers>().All.Count > 0)
            await Task.Delay(50);
        Assert.Empty(await bench.ContainersAsync(orders[0]));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_clean_up_says_what_resists_and_it_is_removed_when_the_engine_lets_it()
    {
        var bench = StartHanging();
        var order = (await RunSomeAsync(bench, 1))[0];
        bench.Get<StopPatience>().Hangs(order);
        _hangs.Add(Assert.Single(await bench.ContainersAsync(order)).Id);

        var outcome = await bench.Get<ResourceCleaner>().CleanUpAsync(order, CancellationToken.None);
        Assert.Contains(order.ResourceName(), outcome.Err, StringComparison.Ordinal);

        _released.SetResult();
        while ((await bench.ContainersAsync(order)).Count > 0)
            await Task.Delay(50);
    }

    [Fact(Timeout = 120_000)]
    public async Task What_failed_is_tried_again_with_pauses_that_grow()
    {
        var tries = 0;
        var bench = Start(s => s.Engine = e => new FaultyEngine(e)
        {
            Before = (call, _, _) => call == nameof(IContainerEngine.RemoveContainerAsync) && Interlocked.Increment(ref tries) < 4
                ? Task.FromException(new EngineRefusedException(System.Net.HttpStatusCode.InternalServerError, "driver is busy"))
                : Task.CompletedTask,
        });
        var order = (await RunSomeAsync(bench, 1))[0];
        var outcome = await bench.Get<ResourceCleaner>().CleanUpAsync(order, CancellationToken.None);
        Assert.Contains("driver is busy", outcome.Err, StringComparison.Ordinal);
        while (bench.Get<Leftovers>().All.Count > 0)
            await Task.Delay(50);
        Assert.Equal(4, tries);
        Assert.Empty(await bench.ContainersAsync(order));
    }

    private static async Task<IReadOnlyList<RunOrder>> RunSomeAsync(RealExecution bench, int count)
    {
        var orders = new List<RunOrder>();
        for (var i = 0; i < count; i++)
        {
            var order = await bench.AcceptAsync($"FROM busybox\nENV I={i}\nCMD [\"true\"]");
            await bench.RunAsync(order);
            orders.Add(order);
        }

        return orders;
    }

    private RealExecution StartHanging() => Start(s => s.Engine = e => new FaultyEngine(e)
    {
        Before = (call, what, stop) => call == nameof(IContainerEngine.RemoveContainerAsync) && _hangs.Contains(what)
            ? _released.Task.WaitAsync(stop)
            : Task.CompletedTask,
    });
}
