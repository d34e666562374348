using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Functron.Tests.Durable;

/// <summary>An engine ends as if its process had ended, and another engine goes on with its data.</summary>
public sealed class RestartTests : IAsyncLifetime
{
    private readonly EngineDirectory _directory = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _directory.DisposeAsync().AsTask();

    [Theory(Timeout = 120_000)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task A_crash_before_any_turn_is_stored_loses_nothing(int turn)
    {
        // The store never stores that turn, so this is the state of a crash right before it.
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var engine = await _directory.StartAsync(Functions(), inner => new FailingStore(inner)
        {
            BeforeCommit = async commit =>
            {
                if (commit.Turn != turn)
                    return;
                reached.TrySetResult();
                await Task.Delay(Timeout.Infinite);
            },
        });
        var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Steps");
        await engine.Client.RaiseEventAsync(id, "go", "event");
        await reached.Task;
        await engine.AbandonAsync();

        var next = await _directory.StartAsync(Functions());
        var ended = await next.Client.WaitForInstanceCompletionAsync(id, true);

        Assert.Equal("a event b", ended.ReadOutputAs<string>());
        var history = await next.GetHistoryAsync(id);
        Assert.Single(history!.Events, happened => happened.EventType == "EventRaised");
        Assert.Equal(2, history.Events.Count(happened => happened.EventType == "TaskCompleted"));
        Assert.Equal(2, history.Events.Count(happened => happened.EventType == "TimerFired"));
    }

    [Fact(Timeout = 120_000)]
    public async Task An_activity_that_ran_into_the_crash_is_run_again()
    {
        var calls = 0;
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var functions = new TestFunctions()
            .Activity("Work", async call =>
            {
                if (Interlocked.Increment(ref calls) == 1)
                {
                    running.SetResult();
                    await Task.Delay(Timeout.Infinite, call.CancellationToken);
                }

                return "worked";
            })
            .Orchestrator("Work", async context => await context.CallActivityAsync<string>("Work"));
        var engine = await _directory.StartAsync(functions);
        var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Work");
        await running.Task;
        await engine.AbandonAsync();

        var next = await _directory.StartAsync(functions);

        Assert.Equal("worked", (await next.Client.WaitForInstanceCompletionAsync(id, true)).ReadOutputAs<string>());
        Assert.Equal(2, calls);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_timer_that_was_due_meanwhile_fires_at_the_start()
    {
        var functions = new TestFunctions().Orchestrator("Sleep", async context =>
        {
            await context.CreateTimer(TimeSpan.FromMilliseconds(300), CancellationToken.None);
            return "slept";
        });
        var engine = await _directory.StartAsync(functions);
        var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Sleep");
        await engine.Client.WaitForInstanceStartAsync(id);
        await engine.AbandonAsync();

        var next = await _directory.StartAsync(functions);

        Assert.Equal("slept", (await next.Client.WaitForInstanceCompletionAsync(id, true)).ReadOutputAs<string>());
    }

    [Fact(Timeout = 120_000)]
    public async Task An_instance_that_was_to_start_later_still_does()
    {
        var functions = Functions();
        var engine = await _directory.StartAsync(functions);
        var at = DateTimeOffset.UtcNow.AddMilliseconds(500);
        var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Steps", null, new StartOrchestrationOptions(null, at));
        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await engine.Client.GetInstanceAsync(id))!.RuntimeStatus);
        await engine.Client.RaiseEventAsync(id, "go", "early");
        await engine.AbandonAsync();

        var next = await _directory.StartAsync(functions);
        var ended = await next.Client.WaitForInstanceCompletionAsync(id, true);

        Assert.Equal("a early b", ended.ReadOutputAs<string>());
        var history = await next.GetHistoryAsync(id);
        Assert.Equal("ExecutionStarted", history!.Events[0].EventType);
        Assert.InRange(history.Events[0].Timestamp, at.AddMilliseconds(-1), DateTimeOffset.MaxValue);
    }

    private static TestFunctions Functions() => new TestFunctions()
        .Echo("Echo")
        .Orchestrator("Steps", async context =>
        {
            var a = await context.CallActivityAsync<string>("Echo", "a");
            await context.CreateTimer(TimeSpan.FromMilliseconds(10), CancellationToken.None);
            var go = await context.WaitForExternalEvent<string>("go");
            var b = await context.CallActivityAsync<string>("Echo", "b");
            await context.CreateTimer(TimeSpan.FromMilliseconds(10), CancellationToken.None);
            return $"{a} {go} {b}";
        });
}
