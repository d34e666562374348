using Functron.Execution.Engine;
using Functron.Execution.Requests;
using Functron.Execution.Results;
using Functron.Execution.Run;
using Functron.Execution.Run.Stopping;
using Functron.Tests.Execution.Engine;

namespace Functron.Tests.Execution.Run;

public sealed class DeadlineEnforcerTests : EngineTest
{
    [Fact(Timeout = 120_000)]
    public async Task Before_the_start_the_clock_does_not_run()
    {
        var bench = Start(s => s.Engine = e => new FaultyEngine(e) { CrashBeforeStart = true });
        var order = await bench.AcceptAsync("FROM busybox\nCMD [\"true\"]", timeout: 0.001);
        Assert.Equal(DeadlineState.NotStarted, (await EnforceAsync(bench, order)).State);

        var image = await bench.BuildAsync(order);
        await Assert.ThrowsAsync<FaultyEngine.CrashException>(() => bench.Runner.RunAsync(order, image, CancellationToken.None));
        Assert.Equal(DeadlineState.NotStarted, (await EnforceAsync(bench, order)).State);
    }

    [Fact(Timeout = 120_000)]
    public async Task Within_its_time_it_says_how_much_is_left()
    {
        var bench = Start();
        var order = await bench.AcceptAsync("FROM busybox\nCMD [\"sleep\", \"100\"]", timeout: 30);
        var running = bench.RunAsync(order);
        await bench.UntilAsync(order, ContainerPhase.Running);
        var check = await EnforceAsync(bench, order);
        Assert.Equal(DeadlineState.Running, check.State);
        Assert.InRange(check.RemainingSeconds, 20, 30);

        await bench.Get<RunStopper>().CancelAsync(order, CancellationToken.None);
        await running;
        Assert.Equal(DeadlineState.Ended, (await EnforceAsync(bench, order)).State);
    }

    [Fact(Timeout = 120_000)]
    public async Task Past_its_time_it_kills_where_the_worker_is_dead()
    {
        var bench = Start(s => s.Engine = e => new FaultyEngine(e) { CrashAfterStart = true });
        var order = await bench.AcceptAsync("FROM busybox\nCMD echo early; sleep 100", timeout: 1);
        var image = await bench.BuildAsync(order);
        await Assert.ThrowsAsync<FaultyEngine.CrashException>(() => bench.Runner.RunAsync(order, image, CancellationToken.None));

        var next = Start(like: bench);
        DeadlineCheck check;
        while ((check = await EnforceAsync(next, order)).State == DeadlineState.Running)
            await Task.Delay(50);
        Assert.Equal(DeadlineState.Killed, check.State);
        Assert.Equal(0, (await next.Engine.InspectAsync(order.ResourceName(), CancellationToken.None))!.Pid);
        Assert.Equal(DeadlineState.Ended, (await EnforceAsync(next, order)).State);

        // The reason is on record, so whoever collects it says that it timed out.
        Assert.True((await next.Runner.RunAsync(order, image, CancellationToken.None)).TimedOut);
        var result = await next.ResultAsync(order);
        Assert.Equal(Ending.TimedOut, result.Ending);
        Assert.Equal("early\n", await next.TextAsync(result.Stdout));
    }

    [Fact(Timeout = 120_000)]
    public async Task It_does_not_wait_for_a_slot()
    {
        var bench = Start(s => s.Options.MaxConcurrentRuns = 1);
        var order = await bench.AcceptAsync("FROM busybox\nCMD [\"sleep\", \"100\"]", timeout: 20);
        var running = bench.RunAsync(order);
        await bench.UntilAsync(order, ContainerPhase.Running);
        DeadlineCheck check;
        while ((check = await EnforceAsync(bench, order with { Timeout = FunctionTimeout.OfSeconds(0.01) })).State == DeadlineState.Running)
            await Task.Delay(10);
        Assert.Equal(DeadlineState.Killed, check.State);
        Assert.Equal(Ending.TimedOut, (await running).Ending);
    }

    private static Task<DeadlineCheck> EnforceAsync(RealExecution bench, RunOrder order) =>
        bench.Get<DeadlineEnforcer>().EnforceAsync(order, CancellationToken.None);
}
