using Functron.Hosting.Durable.Dispatch;

using Microsoft.Extensions.Logging.Abstractions;

namespace Functron.Tests.Hosting.Durable.Dispatch;

public sealed class LaneTests : IAsyncLifetime
{
    private readonly EngineDirectory _directory = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _directory.DisposeAsync().AsTask();

    [Fact(Timeout = 120_000)]
    public async Task An_activity_that_blocks_its_lane_holds_up_no_other()
    {
        _directory.Options = _directory.Options with { MaxConcurrentActivities = 2 };
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var engine = await _directory.StartAsync(new TestFunctions()
            .Activity("Slow", async _ =>
            {
                await release.Task;
                return "slow";
            })
            .Echo("Quick")
            .Orchestrator("Slow", async context => await context.CallActivityAsync<string>("Slow"))
            .Orchestrator("Quick", async context => await context.CallActivityAsync<string>("Quick", "quick")));
        var slow = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => engine.Client.ScheduleNewOrchestrationInstanceAsync("Slow")));
        await Task.WhenAll(slow.Select(id => engine.Client.WaitForInstanceStartAsync(id)));

        var quick = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Quick");
        var ended = await engine.Client.WaitForInstanceCompletionAsync(quick, true);

        Assert.Equal("quick", ended.ReadOutputAs<string>());
        release.SetResult();
        await Task.WhenAll(slow.Select(id => engine.Client.WaitForInstanceCompletionAsync(id)));
    }

    [Fact(Timeout = 120_000)]
    public async Task However_much_is_added_at_once_other_work_comes_in_between()
    {
        const int Many = 400;
        var lane = new Lane(Many, NullLogger.Instance);
        var begun = 0;
        for (var number = 0; number < Many; number++)
        {
            lane.Add(new TestWork(() =>
            {
                Interlocked.Increment(ref begun);
                Thread.Sleep(5);
                return Task.CompletedTask;
            }));
        }

        var other = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        ThreadPool.UnsafeQueueUserWorkItem(_ => other.SetResult(Volatile.Read(ref begun)), null);
        Assert.InRange(await other.Task, 0, Many / 2);
        await lane.WhenIdle();
        Assert.Equal(Many, begun);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_lane_runs_no_more_at_once_than_its_limit_and_in_order()
    {
        var lane = new Lane(2, NullLogger.Instance);
        var begun = new List<int>();
        var running = 0;
        var most = 0;
        var gate = new Lock();
        var two = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        for (var number = 0; number < 50; number++)
        {
            var mine = number;
            lane.Add(new TestWork(async () =>
            {
                lock (gate)
                {
                    begun.Add(mine);
                    most = Math.Max(most, ++running);
                    if (running == 2)
                        two.TrySetResult();
                }

                await two.Task;
                await Task.Yield();
                lock (gate)
                    running--;
            }));
        }

        await lane.WhenIdle();

        Assert.Equal(2, most);
        Assert.Equal(50, begun.Count);
        Assert.InRange(begun[^1], 48, 49);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_stopped_lane_begins_nothing_more()
    {
        var lane = new Lane(1, NullLogger.Instance);
        var release = new TaskCompletionSource();
        var ran = 0;
        lane.Add(new TestWork(() => release.Task));
        lane.Add(new TestWork(() => Task.FromResult(ran++)));

        lane.Stop();
        lane.Add(new TestWork(() => Task.FromResult(ran++)));
        release.SetResult();
        await lane.WhenIdle();

        Assert.Equal(0, ran);
    }

    [Fact(Timeout = 120_000)]
    public async Task Work_that_fails_gives_its_place_on()
    {
        var lane = new Lane(1, NullLogger.Instance);
        var ran = 0;
        lane.Add(new TestWork(() => throw new InvalidOperationException()));
        lane.Add(new TestWork(() => Task.FromResult(ran++)));

        await lane.WhenIdle();

        Assert.Equal(1, ran);
    }

    private sealed class TestWork(Func<Task> run) : Work
    {
        public override Task RunAsync() => run();
    }
}
