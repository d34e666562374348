using Functron.Hosting.Durable;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Functron.Tests.Durable;

/// <summary>Orchestrators that begin anew.</summary>
public sealed class ContinueAsNewTests : IAsyncLifetime
{
    private readonly EngineDirectory _directory = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _directory.DisposeAsync().AsTask();

    [Fact(Timeout = 120_000)]
    public async Task A_thousand_executions_follow_one_another_under_one_id()
    {
        var engine = await _directory.StartAsync(Functions());
        var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Counts", 0);
        var ended = await engine.Client.WaitForInstanceCompletionAsync(id, true);
        Assert.Equal((OrchestrationRuntimeStatus.Completed, 1000), (ended.RuntimeStatus, ended.ReadOutputAs<int>()));
        Assert.Equal(1000, ended.ReadInputAs<int>());
        Assert.Single((await engine.GetHistoryAsync(id))!.Events, e => e.EventType == "ExecutionStarted");
    }

    [Theory(Timeout = 120_000)]
    [InlineData("Sums", 6)]
    [InlineData("Forgets", 3)]
    public async Task Events_that_nobody_waited_for_go_on_if_they_are_to(string name, int sum)
    {
        var engine = await _directory.StartAsync(Functions());
        var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync(name, new[] { 0, 0 });

        // All three are there before the first is looked at.
        await engine.Client.WaitForInstanceStartAsync(id);
        await engine.Client.RaiseEventAsync(id, "number", 1);
        await engine.Client.RaiseEventAsync(id, "number", 2);
        await engine.Client.RaiseEventAsync(id, "number", 3);
        await engine.Client.RaiseEventAsync(id, "go");
        if (name == "Forgets")
        {
            while ((await engine.Client.GetInstanceAsync(id, true))!.ReadInputAs<int[]>()![1] < 1)
                await Task.Delay(5);
            await engine.Client.RaiseEventAsync(id, "number", 2);
        }

        Assert.Equal(sum, (await engine.Client.WaitForInstanceCompletionAsync(id, true)).ReadOutputAs<int>());
    }

    [Fact(Timeout = 120_000)]
    public async Task No_event_is_lost_while_executions_change_also_over_crashes()
    {
        var engine = await _directory.StartAsync(Functions());
        var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Eternal", 0);
        for (var n = 1; n <= 60; n++)
        {
            await engine.Client.RaiseEventAsync(id, "number", n);
            if (n % 20 == 0)
            {
                await engine.AbandonAsync();
                engine = await _directory.StartAsync(Functions());
            }
        }

        await engine.Client.RaiseEventAsync(id, "number", -1);
        Assert.Equal(60 * 61 / 2, (await engine.Client.WaitForInstanceCompletionAsync(id, true)).ReadOutputAs<int>());
    }

    [Fact(Timeout = 120_000)]
    public async Task What_the_last_execution_left_running_tells_the_next_one_nothing()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var engine = await _directory.StartAsync(Functions(release));
        var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Leaves", 0);
        while ((await engine.Client.GetInstanceAsync(id, true))!.ReadInputAs<int>() == 0)
            await Task.Delay(5);
        release.SetResult();
        await engine.Client.RaiseEventAsync(id, "go");
        Assert.Equal("second", (await engine.Client.WaitForInstanceCompletionAsync(id, true)).ReadOutputAs<string>());
    }

    [Fact(Timeout = 120_000)]
    public async Task A_termination_meets_whichever_execution_it_is()
    {
        var engine = await _directory.StartAsync(Functions());
        var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Spins", 0);
        await engine.Client.WaitForInstanceStartAsync(id);
        await engine.Client.TerminateInstanceAsync(id);
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await engine.Client.GetInstanceAsync(id))!.RuntimeStatus);
    }

    [Fact(Timeout = 120_000)]
    public async Task What_is_kept_for_the_next_execution_stays_before_what_came_later_also_over_a_crash()
    {
        DurableEngine engine = null!;
        var lists = new TestFunctions().Orchestrator("Lists", async context =>
        {
            if (context.GetInput<int>() > 0)
                return $"{await context.WaitForExternalEvent<int>("number")}, {await context.WaitForExternalEvent<int>("number")}";
            await context.WaitForExternalEvent<object>("go");
            // Amid the turn: it is stored before the turn is, and before the next execution has what is kept.
            Task.Run(() => engine.Client.RaiseEventAsync("one", "number", 2)).GetAwaiter().GetResult();
            context.ContinueAsNew(1);
            return null;
        });
        await CrashAfterContinueAsNewAsync(lists, begun => engine = begun);

        engine = await _directory.StartAsync(lists);
        Assert.Equal("1, 2", (await engine.Client.WaitForInstanceCompletionAsync("one", true)).ReadOutputAs<string>());
    }

    [Fact(Timeout = 120_000)]
    public async Task What_was_for_calls_of_the_last_execution_is_not_for_calls_of_the_next_also_after_a_restart()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var functions = Functions(release)
            .Orchestrator("Holds", async context => await context.WaitForExternalEvent<object?>("go"))
            .Orchestrator("Refused", async context =>
            {
                if (context.GetInput<int>() > 0)
                    return await context.CallActivityAsync<string>("Waits");

                // The id is in use. The call fails with a message, which comes too late for this execution.
                _ = context.CallSubOrchestratorAsync("Holds", options: new TaskOptions().WithInstanceId("taken"));
                context.ContinueAsNew(1);
                return null;
            });
        var engine = await _directory.StartAsync(functions);
        await engine.Client.ScheduleNewOrchestrationInstanceAsync("Holds", null, new StartOrchestrationOptions("taken"));
        await engine.Client.ScheduleNewOrchestrationInstanceAsync("Refused", 0, new StartOrchestrationOptions("one"));
        while ((await engine.GetHistoryAsync("one"))!.Events.All(happened => happened.EventType != "TaskScheduled"))
            await Task.Delay(5);
        await engine.AbandonAsync();

        engine = await _directory.StartAsync(functions);
        await engine.Client.RaiseEventAsync("taken", "go");
        await engine.Client.WaitForInstanceCompletionAsync("taken");
        release.SetResult();

        var ended = await engine.Client.WaitForInstanceCompletionAsync("one", true);
        Assert.Equal((OrchestrationRuntimeStatus.Completed, null), (ended.RuntimeStatus, ended.FailureDetails?.ErrorMessage));
        Assert.Equal("first", ended.ReadOutputAs<string>());
    }

    [Fact(Timeout = 120_000)]
    public async Task An_event_that_comes_first_after_a_restart_comes_once_also_when_only_kept_events_were_open()
    {
        var lists = new TestFunctions().Orchestrator("Lists", async context =>
        {
            if (context.GetInput<int>() == 0)
            {
                await context.WaitForExternalEvent<object>("go");
                context.ContinueAsNew(1);
                return null;
            }

            var numbers = new List<int>();
            while (numbers.Count < 3)
                numbers.Add(await context.WaitForExternalEvent<int>("number"));
            return string.Join(", ", numbers);
        });
        await CrashAfterContinueAsNewAsync(lists);

        var engine = await _directory.StartAsync(lists);
        await engine.Client.RaiseEventAsync("one", "number", 2);
        while ((await engine.GetHistoryAsync("one"))!.Events.Count(happened => happened.EventType == "EventRaised") < 2)
            await Task.Delay(5);
        await engine.AbandonAsync();

        engine = await _directory.StartAsync(lists);
        await engine.Client.RaiseEventAsync("one", "number", 3);
        Assert.Equal("1, 2, 3", (await engine.Client.WaitForInstanceCompletionAsync("one", true)).ReadOutputAs<string>());
    }

    /// <summary>"Lists" has got a number and "go". The engine ends right after the turn that continues as new is stored.</summary>
    private async Task CrashAfterContinueAsNewAsync(TestFunctions lists, Action<DurableEngine>? begun = null)
    {
        var stored = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var engine = await _directory.StartAsync(lists, inner => new FailingStore(inner)
        {
            AfterCommit = async commit =>
            {
                if (commit.Next is null)
                    return;
                stored.SetResult();
                await Task.Delay(Timeout.Infinite);
            },
        });
        begun?.Invoke(engine);
        await engine.Client.ScheduleNewOrchestrationInstanceAsync("Lists", 0, new StartOrchestrationOptions("one"));
        await engine.Client.WaitForInstanceStartAsync("one");
        await engine.Client.RaiseEventAsync("one", "number", 1);
        await engine.Client.RaiseEventAsync("one", "go");
        await stored.Task;
        await engine.AbandonAsync();
    }

    private static TestFunctions Functions(TaskCompletionSource? release = null) => new TestFunctions()
        .Orchestrator("Counts", context =>
        {
            var n = context.GetInput<int>();
            if (n < 1000)
                context.ContinueAsNew(n + 1);
            return Task.FromResult<object?>(n);
        })
        .Orchestrator("Sums", context => SumAsync(context, true))
        .Orchestrator("Forgets", context => SumAsync(context, false))
        .Orchestrator("Eternal", async context =>
        {
            var n = await context.WaitForExternalEvent<int>("number");
            if (n < 0)
                return context.GetInput<int>();
            context.ContinueAsNew(context.GetInput<int>() + n);
            return null;
        })
        .Orchestrator("Leaves", async context =>
        {
            if (context.GetInput<int>() == 0)
            {
                _ = context.CallActivityAsync<string>("Waits");
                context.ContinueAsNew(1);
                return null;
            }

            var call = context.CallActivityAsync<string>("Second");
            await context.WaitForExternalEvent<object>("go");
            return await call;
        })
        .Orchestrator("Spins", async context =>
        {
            await context.CallActivityAsync("Second");
            context.ContinueAsNew(context.GetInput<int>() + 1);
            return null;
        })
        .Activity("Waits", async _ =>
        {
            await release!.Task;
            return "first";
        })
        .Activity("Second", _ => Task.FromResult<object?>("second"));

    /// <summary>Adds up two numbers in the first execution (of three that are there, one is left), and one in the second.</summary>
    private static async Task<object?> SumAsync(TaskOrchestrationContext context, bool keep)
    {
        var (sum, execution) = context.GetInput<int[]>() is [var s, var e] ? (s, e) : (0, 0);
        if (execution == 0)
        {
            await context.WaitForExternalEvent<object>("go");
            sum += await context.WaitForExternalEvent<int>("number");
            if (keep)
                sum += await context.WaitForExternalEvent<int>("number");
            context.ContinueAsNew(new[] { sum, 1 }, keep);
            return null;
        }

        return sum + await context.WaitForExternalEvent<int>("number");
    }
}
