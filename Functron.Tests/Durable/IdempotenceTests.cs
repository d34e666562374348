using System.Collections.Concurrent;

using Functron.Hosting.Durable;
using Functron.Hosting.Durable.Dispatch.Live;
using Functron.Hosting.Durable.History;
using Functron.Hosting.Durable.Storage;

using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Functron.Tests.Durable;

/// <summary>After a crash, an activity's end, a timer's firing or an event may come twice. It counts once.</summary>
public sealed class IdempotenceTests : IAsyncLifetime
{
    private readonly EngineDirectory _directory = new();
    private readonly ConcurrentDictionary<string, int> _calls = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _directory.DisposeAsync().AsTask();

    [Theory(Timeout = 120_000)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task What_a_stored_turn_took_does_not_come_again_after_a_crash(int turn)
    {
        var engine = await CrashingAsync(commit => commit.Turn == turn, async client =>
        {
            await client.ScheduleNewOrchestrationInstanceAsync("Steps", new StartOrchestrationOptions("it"));
            await client.RaiseEventAsync("it", "go", "first");
        });

        await UntilStatusAsync(engine, "first");
        await engine.Client.RaiseEventAsync("it", "go", "second");
        var ended = await engine.Client.WaitForInstanceCompletionAsync("it", true);

        Assert.Equal("a child first second", ended.ReadOutputAs<string>());
        var history = (await engine.GetHistoryAsync("it"))!.Events;
        Assert.Equal(
            [("EventRaised", 2), ("SubOrchestrationInstanceCompleted", 1), ("TaskCompleted", 1), ("TimerFired", 1)],
            history
                .Where(happened
                    => happened.EventType is "EventRaised" or "SubOrchestrationInstanceCompleted" or "TaskCompleted" or "TimerFired")
                .GroupBy(happened => happened.EventType).Select(group => (group.Key, group.Count())).Order());
        Assert.Equal(1, _calls["a"]);
    }

    [Fact(Timeout = 120_000)]
    public async Task Endings_and_firings_that_are_handed_over_again_change_nothing()
    {
        var engine = await _directory.StartAsync(Functions());
        await engine.Client.ScheduleNewOrchestrationInstanceAsync("Steps", new StartOrchestrationOptions("it"));
        await engine.Client.RaiseEventAsync("it", "go", "first");
        await UntilStatusAsync(engine, "first");
        await engine.AbandonAsync();

        engine = await _directory.StartAsync(Functions());
        var execution = (await engine.Live.FindAsync("it", CancellationToken.None))!;
        var now = DateTime.UtcNow;
        HistoryEvent[] again =
        [
            new TaskCompleted(now, 0, "\"other\""),
            new TimerFired(now, 1),
            new SubOrchestrationInstanceCompleted(now, 2, "\"other\""),
        ];
        foreach (var message in again)
            engine.Live.Post(execution.Instance, new Message(message));
        while ((await engine.GetHistoryAsync("it"))!.Events.Count(e => e.EventType == "SubOrchestrationInstanceCompleted") < 2)
            await Task.Delay(5);
        await engine.AbandonAsync();

        // They are in the history now, and replayed with it.
        engine = await _directory.StartAsync(Functions());
        await engine.Client.RaiseEventAsync("it", "go", "second");
        var ended = await engine.Client.WaitForInstanceCompletionAsync("it", true);

        Assert.Equal("a child first second", ended.ReadOutputAs<string>());
        Assert.Equal(1, _calls["a"]);
    }

    [Theory(Timeout = 120_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_event_of_another_instance_comes_once_whenever_its_sender_crashes(bool stored)
    {
        var first = await _directory.StartAsync(Functions());
        await first.Client.ScheduleNewOrchestrationInstanceAsync("Hears", new StartOrchestrationOptions("it"));
        await first.Client.WaitForInstanceStartAsync("it");
        await first.AbandonAsync();

        var engine = await CrashingAsync(
            commit => commit.Sent.Count > 0,
            client => client.ScheduleNewOrchestrationInstanceAsync("Sends", new StartOrchestrationOptions("sender")),
            stored);
        await engine.Client.WaitForInstanceCompletionAsync("sender");
        await UntilStatusAsync(engine, "sent");
        await engine.Client.RaiseEventAsync("it", "go", "raised");

        Assert.Equal("sent raised", (await engine.Client.WaitForInstanceCompletionAsync("it", true)).ReadOutputAs<string>());
    }

    [Fact(Timeout = 120_000)]
    public async Task A_timer_that_fires_into_a_crash_fires_once()
    {
        var clock = new ManualClock();
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var engine = await _directory.StartAsync(
            Functions(),
            inner => new FailingStore(inner)
            {
                BeforeCommit = commit =>
                {
                    if (commit.GoneTimers.Count == 0)
                        return Task.CompletedTask;
                    reached.TrySetResult();
                    return Task.Delay(Timeout.Infinite);
                },
            },
            clock);
        await engine.Client.ScheduleNewOrchestrationInstanceAsync("Ticks", new StartOrchestrationOptions("it"));
        await engine.Client.WaitForInstanceStartAsync("it");
        clock.Advance(TimeSpan.FromMinutes(1));
        await reached.Task;
        await engine.AbandonAsync();

        // Overdue, it fires at the first tick; were it to fire twice, the second would be a turn of its own.
        engine = await _directory.StartAsync(Functions(), clock: clock);
        while ((await engine.Client.GetInstanceAsync("it", true))!.ReadCustomStatusAs<string>() != "tick")
        {
            clock.Advance(TimeSpan.FromMilliseconds(1));
            await Task.Delay(5);
        }

        var ended = engine.Client.WaitForInstanceCompletionAsync("it");
        while (!ended.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(30));
            await Task.Delay(5);
        }

        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await ended).RuntimeStatus);
        Assert.Equal(2, (await engine.GetHistoryAsync("it"))!.Events.Count(happened => happened.EventType == "TimerFired"));
    }

    /// <summary>An engine that is abandoned at a turn, and the one that goes on.</summary>
    /// <param name="stored">Whether that turn was stored by then.</param>
    private async Task<DurableEngine> CrashingAsync(
        Func<TurnCommit, bool> at, Func<DurableTaskClient, Task> begin, bool stored = true)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task HoldAsync(TurnCommit commit)
        {
            if (!at(commit))
                return Task.CompletedTask;
            reached.TrySetResult();
            return Task.Delay(Timeout.Infinite);
        }

        var engine = await _directory.StartAsync(Functions(), inner => stored
            ? new FailingStore(inner) { AfterCommit = HoldAsync }
            : new FailingStore(inner) { BeforeCommit = HoldAsync });
        await begin(engine.Client);
        await reached.Task;
        await engine.AbandonAsync();
        return await _directory.StartAsync(Functions());
    }

    private static async Task UntilStatusAsync(DurableEngine engine, string status)
    {
        while ((await engine.Client.GetInstanceAsync("it", true))!.ReadCustomStatusAs<string>() != status)
            await Task.Delay(5);
    }

    private TestFunctions Functions() => new TestFunctions()
        .Activity("Say", call =>
        {
            var said = DurableJson.Read<string>(call.InputJson)!;
            _calls.AddOrUpdate(said, 1, (_, count) => count + 1);
            return Task.FromResult<object?>(said);
        })
        .Orchestrator("Child", _ => Task.FromResult<object?>("child"))
        .Orchestrator("Steps", async context =>
        {
            var said = await context.CallActivityAsync<string>("Say", "a");
            await context.CreateTimer(TimeSpan.FromMilliseconds(10), CancellationToken.None);
            var child = await context.CallSubOrchestratorAsync<string>("Child");
            return $"{said} {child} {await TwoAsync(context)}";
        })
        .Orchestrator("Hears", async context => await TwoAsync(context))
        .Orchestrator("Sends", context =>
        {
            context.SendEvent("it", "go", "sent");
            return Task.FromResult<object?>(null);
        })
        .Orchestrator("Ticks", async context =>
        {
            await context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
            context.SetCustomStatus("tick");
            await context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
            return null;
        });

    /// <summary>Were the first event to come twice, it would be both.</summary>
    private static async Task<string> TwoAsync(TaskOrchestrationContext context)
    {
        var first = await context.WaitForExternalEvent<string>("go");
        context.SetCustomStatus(first);
        return $"{first} {await context.WaitForExternalEvent<string>("go")}";
    }
}
