using Functron.Hosting.Durable.Dispatch.Lanes;

using Microsoft.Extensions.Logging.Abstractions;

namespace Functron.Tests.Durable.Dispatch;

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
        var lane = Started(Many);
        var begun = 0;
        for (var number = 0; number < Many; number++)
        {
            lane.Add(new Work(() =>
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
        var lane = Started(2);
        var begun = new List<int>();
        var running = 0;
        var most = 0;
        var gate = new Lock();
        var two = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        for (var number = 0; number < 50; number++)
        {
            var mine = number;
            lane.Add(new Work(async () =>
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
        var lane = Started(1);
        var release = new TaskCompletionSource();
        var ran = 0;
        lane.Add(new Work(() => release.Task));
        lane.Add(new Work(() => Task.FromResult(ran++)));

        lane.Stop();
        lane.Add(new Work(() => Task.FromResult(ran++)));
        release.SetResult();
        await lane.WhenIdle();

        Assert.Equal(0, ran);
    }

    [Fact(Timeout = 120_000)]
    public async Task Work_that_fails_gives_its_place_on()
    {
        var lane = Started(1);
        var ran = 0;
        lane.Add(new Work(() => throw new InvalidOperationException()));
        lane.Add(new Work(() => Task.FromResult(ran++)));

        await lane.WhenIdle();

        Assert.Equal(1, ran);
    }

    [Fact(Timeout = 120_000)]
    public async Task Work_that_is_added_before_the_start_waits_for_it()
    {
        var lane = new Lane<Work>(2, NullLogger.Instance);
        var begun = new List<int>();
        for (var number = 0; number < 5; number++)
        {
            var mine = number;
            lane.Add(new Work(() =>
            {
                lock (begun)
                    begun.Add(mine);
                return Task.CompletedTask;
            }));
        }

        await lane.WhenIdle();
        Assert.Empty(begun);
        lane.Start(work => work.RunAsync());
        await lane.WhenIdle();

        Assert.Equal([0, 1, 2, 3, 4], begun.Order());
    }

    [Fact(Timeout = 120_000)]
    public async Task A_lane_that_is_stopped_before_its_start_begins_nothing()
    {
        var lane = new Lane<Work>(1, NullLogger.Instance);
        var ran = 0;
        lane.Add(new Work(() => Task.FromResult(ran++)));

        lane.Stop();
        lane.Start(work => work.RunAsync());
        await lane.WhenIdle();

        Assert.Equal(0, ran);
    }

    private static Lane<Work> Started(int limit)
    {
        var lane = new Lane<Work>(limit, NullLogger.Instance);
        lane.Start(work => work.RunAsync());
        return lane;
    }

    private sealed record Work(Func<Task> RunAsync);
}
