using Functron.Execution.Engine;
using Functron.Execution.Results;
using Functron.Execution.Run;
using Functron.Execution.Run.Stopping;
using Functron.Tests.Execution.Engine;

namespace Functron.Tests.Execution.Run;

/// <summary>Cancels of runs that no activity is at: those that wait for a place, and those that an earlier process left.</summary>
public sealed class EarlyCancelTests : EngineTest
{
    private const string Sleep = "FROM busybox\nCMD [\"sleep\", \"100\"]";

    [Theory(Timeout = 120_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_that_has_not_begun_has_its_result_at_once_and_never_begins(bool built)
    {
        var bench = Start();
        var order = await bench.AcceptAsync(Sleep);
        var image = built ? await bench.BuildAsync(order) : "sha256:none";

        Assert.True((await CancelAsync(bench, order)).Ended);
        Assert.Equal((Ending.Cancelled, null), await EndingAsync(bench, order));
        if (!built)
            Assert.False((await bench.Builder.BuildAsync(order, CancellationToken.None)).Succeeded);
        Assert.True((await bench.Runner.RunAsync(order, image, CancellationToken.None)).Cancelled);
        Assert.True((await CancelAsync(bench, order)).Ended);
        Assert.Empty(await bench.ContainersAsync(order));
    }

    [Fact(Timeout = 120_000)]
    public async Task The_engine_need_not_answer_for_it()
    {
        var bench = Start(s => s.Engine = e => new FaultyEngine(e)
        {
            ListContainers = () => new EngineUnreachableException("unix:///nowhere", "away"),
        });
        var order = await bench.AcceptAsync(Sleep);
        Assert.True((await CancelAsync(bench, order)).Ended);
        ((FaultyEngine)bench.Engine).ListContainers = null;
    }

    [Fact(Timeout = 120_000)]
    public async Task One_that_waits_for_its_slot_ends_by_itself_and_needs_no_engine()
    {
        var bench = Start(s =>
        {
            s.Options.MaxConcurrentRuns = 1;
            s.Engine = e => new FaultyEngine(e);
        });
        using var held = bench.Get<RunSlots>().TryTake();
        var order = await bench.AcceptAsync(Sleep);
        var image = await bench.BuildAsync(order);
        var running = bench.Runner.RunAsync(order, image, CancellationToken.None);
        while (!bench.Get<RunsHere>().IsQueued(order))
            await Task.Delay(5);
        Assert.Equal(DeadlineState.Queued, (await bench.Get<DeadlineEnforcer>().EnforceAsync(order, CancellationToken.None)).State);

        var engine = (FaultyEngine)bench.Engine;
        engine.ListContainers = () => new EngineUnreachableException("unix:///nowhere", "away");
        Assert.False((await CancelAsync(bench, order)).Ended);
        Assert.True((await running).Cancelled);
        engine.ListContainers = null;
    }

    [Fact(Timeout = 120_000)]
    public async Task One_that_an_earlier_process_began_is_killed_and_its_run_tells_how_it_ended()
    {
        var bench = Start(s => s.Engine = e => new FaultyEngine(e) { CrashAfterStart = true });
        var order = await bench.AcceptAsync(Sleep);
        var image = await bench.BuildAsync(order);
        await Assert.ThrowsAsync<FaultyEngine.CrashException>(() => bench.Runner.RunAsync(order, image, CancellationToken.None));

        var next = Start(like: bench);
        Assert.False((await CancelAsync(next, order)).Ended);
        Assert.True((await next.Runner.RunAsync(order, image, CancellationToken.None)).Cancelled);
        Assert.Equal((Ending.Cancelled, 137), await EndingAsync(next, order));
    }

    [Fact(Timeout = 120_000)]
    public async Task So_is_one_whose_activity_failed_after_it_had_begun()
    {
        var bench = Start(s => s.Engine = e => new FaultyEngine(e) { CrashAfterStart = true });
        var order = await bench.AcceptAsync(Sleep);
        var image = await bench.BuildAsync(order);
        await Assert.ThrowsAsync<FaultyEngine.CrashException>(() => bench.Runner.RunAsync(order, image, CancellationToken.None));

        Assert.False((await CancelAsync(bench, order)).Ended);
        Assert.True((await bench.Runner.RunAsync(order, image, CancellationToken.None)).Cancelled);
        Assert.Equal((Ending.Cancelled, 137), await EndingAsync(bench, order));
    }

    [Fact(Timeout = 120_000)]
    public async Task Where_other_processes_run_functions_too_whoever_is_at_it_ends_it()
    {
        var bench = Start(s => s.Options.SlotWaitSeconds = 30);
        var order = await bench.AcceptAsync(Sleep);
        Assert.False((await CancelAsync(bench, order)).Ended);
        Assert.Null(await bench.Results.ReadAsync(order, CancellationToken.None));
        var image = (await bench.Builder.BuildAsync(order, CancellationToken.None)).ImageId ?? "";
        Assert.True((await bench.Runner.RunAsync(order, image, CancellationToken.None)).Cancelled);
    }

    private static Task<StopOutcome> CancelAsync(RealExecution bench, RunOrder order) =>
        bench.Get<RunStopper>().CancelAsync(order, CancellationToken.None);

    private static async Task<(Ending Ending, int? ExitCode)> EndingAsync(RealExecution bench, RunOrder order)
    {
        var result = await bench.ResultAsync(order);
        return (result.Ending, result.ExitCode);
    }
}
