using Functron.Hosting.Durable;

using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Functron.Tests.Durable;

public sealed class OrchestrationTests : IAsyncLifetime
{
    private readonly EngineDirectory _directory = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _directory.DisposeAsync().AsTask();

    [Fact(Timeout = 120_000)]
    public async Task Activities_run_in_order_and_the_output_is_kept()
    {
        var engine = await _directory.StartAsync(new TestFunctions()
            .Echo("Echo")
            .Orchestrator("Greet", async context =>
            {
                var name = context.GetInput<string>();
                var first = await context.CallActivityAsync<string>("Echo", "Hello");
                var second = await context.CallActivityAsync<string>("echo", name);
                context.SetCustomStatus("greeted");
                return $"{first}, {second}!";
            }));

        var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Greet", "world");
        var ended = await engine.Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, ended.RuntimeStatus);
        Assert.Equal("Hello, world!", ended.ReadOutputAs<string>());
        Assert.Equal("world", ended.ReadInputAs<string>());
        Assert.Equal("greeted", ended.ReadCustomStatusAs<string>());
        Assert.True(ended.IsCompleted);
        Assert.InRange(ended.LastUpdatedAt, ended.CreatedAt, DateTimeOffset.MaxValue);

        var history = await engine.GetHistoryAsync(id);
        Assert.Equal(
            ["ExecutionStarted", "TaskCompleted", "TaskCompleted", "ExecutionCompleted"],
            history!.Events.Select(happened => happened.EventType));
        Assert.Equal("\"Hello\"", history.Events[1].Result);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_failed_activity_reaches_the_orchestrator_with_its_details()
    {
        var engine = await _directory.StartAsync(new TestFunctions()
            .Activity("Fail", _ => throw new FileNotFoundException("gone", new TimeoutException("slow")))
            .Orchestrator("Catch", async context =>
            {
                try
                {
                    await context.CallActivityAsync("Fail");
                    return "no failure";
                }
                catch (TaskFailedException failure)
                {
                    var details = failure.FailureDetails;
                    return $"{failure.TaskName} #{failure.TaskId} {details} / {details.InnerFailure} "
                        + $"{details.IsCausedBy<IOException>()} {details.IsCausedBy<TimeoutException>()}";
                }
            }));

        var ended = await RunAsync(engine, "Catch");

        Assert.Equal(
            "Fail #0 System.IO.FileNotFoundException: gone / System.TimeoutException: slow True False",
            ended.ReadOutputAs<string>());
    }

    [Fact(Timeout = 120_000)]
    public async Task An_unhandled_failure_fails_the_instance()
    {
        var engine = await _directory.StartAsync(new TestFunctions()
            .Activity("Fail", _ => throw new InvalidOperationException("no luck"))
            .Orchestrator("Try", async context =>
            {
                await context.CallActivityAsync("Fail");
                return null;
            }));

        var ended = await RunAsync(engine, "Try");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        Assert.Equal(
            "Microsoft.DurableTask.TaskFailedException: Task 'Fail' (#0) failed with an unhandled exception: no luck",
            ended.SerializedOutput);
        Assert.True(ended.FailureDetails!.IsCausedBy<TaskFailedException>());
        Assert.True(ended.FailureDetails.InnerFailure!.IsCausedBy<InvalidOperationException>());
    }

    [Fact(Timeout = 120_000)]
    public async Task A_call_of_an_unknown_activity_fails()
    {
        var engine = await _directory.StartAsync(new TestFunctions()
            .Orchestrator("Try", async context => await context.CallActivityAsync<string>("Nobody")));

        var ended = await RunAsync(engine, "Try");

        Assert.Contains("Nobody", ended.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_policy_retries_until_the_activity_succeeds()
    {
        var calls = 0;
        var engine = await _directory.StartAsync(new TestFunctions()
            .Activity("Flaky", _ => ++calls < 3 ? throw new IOException("again") : Task.FromResult<object?>(calls))
            .Orchestrator("Retry", async context => await context.CallActivityAsync<int>(
                "Flaky",
                TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromMilliseconds(1), 2)))));

        var ended = await RunAsync(engine, "Retry");

        Assert.Equal(3, ended.ReadOutputAs<int>());
    }

    [Fact(Timeout = 120_000)]
    public async Task A_losing_timer_is_cancelled_and_the_instance_ends_at_once()
    {
        var engine = await _directory.StartAsync(new TestFunctions()
            .Echo("Echo")
            .Orchestrator("Race", async context =>
            {
                using var cancel = new CancellationTokenSource();
                var timer = context.CreateTimer(TimeSpan.FromDays(60), cancel.Token);
                var work = context.CallActivityAsync<string>("Echo", "won");
                var winner = await Task.WhenAny(work, timer);
                cancel.Cancel();
                await context.CallActivityAsync("Echo", "after");
                return winner == work ? await work : "timer";
            }));

        var ended = await RunAsync(engine, "Race");

        Assert.Equal("won", ended.ReadOutputAs<string>());
        Assert.Equal(0, engine.Timers.Count);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_timer_fires_within_a_few_milliseconds()
    {
        var engine = await _directory.StartAsync(new TestFunctions()
            .Orchestrator("Sleep", async context =>
            {
                var begun = context.CurrentUtcDateTime;
                await context.CreateTimer(TimeSpan.FromMilliseconds(200), CancellationToken.None);
                return (context.CurrentUtcDateTime - begun).TotalMilliseconds;
            }));
        await RunAsync(engine, "Sleep");

        var ended = await RunAsync(engine, "Sleep");

        // The upper bound leaves room for a busy machine.
        Assert.InRange(ended.ReadOutputAs<double>(), 200, 700);
    }

    [Fact(Timeout = 120_000)]
    public async Task Events_are_kept_until_they_are_waited_for_in_order_and_without_regard_to_case()
    {
        var engine = await _directory.StartAsync(new TestFunctions()
            .Echo("Echo")
            .Orchestrator("Wait", async context =>
            {
                await context.WaitForExternalEvent<string>("go");
                var one = await context.WaitForExternalEvent<string>("note");
                var two = await context.WaitForExternalEvent<string>("Note");
                return one + two;
            }));
        var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Wait");

        await engine.Client.RaiseEventAsync(id, "NOTE", "a");
        await engine.Client.RaiseEventAsync(id, "note", "b");
        await engine.Client.RaiseEventAsync(id, "go", "now");

        var ended = await engine.Client.WaitForInstanceCompletionAsync(id, true);
        Assert.Equal("ab", ended.ReadOutputAs<string>());
    }

    [Fact(Timeout = 120_000)]
    public async Task A_wait_that_timed_out_gives_up_its_place()
    {
        var engine = await _directory.StartAsync(new TestFunctions()
            .Orchestrator("Wait", async context =>
            {
                try
                {
                    await context.WaitForExternalEvent<string>("go", TimeSpan.FromMilliseconds(20));
                    return "early";
                }
                catch (TaskCanceledException)
                {
                    context.SetCustomStatus("late");
                    return await context.WaitForExternalEvent<string>("go");
                }
            }));
        var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Wait");
        while ((await engine.Client.GetInstanceAsync(id, true))!.SerializedCustomStatus is null)
            await Task.Delay(5);

        await engine.Client.RaiseEventAsync(id, "go", "second");

        var ended = await engine.Client.WaitForInstanceCompletionAsync(id, true);
        Assert.Equal("second", ended.ReadOutputAs<string>());
    }

    [Fact(Timeout = 120_000)]
    public async Task Ids_and_times_are_the_same_in_each_replay()
    {
        var engine = await _directory.StartAsync(new TestFunctions()
            .Echo("Echo")
            .Orchestrator("Ids", async context =>
            {
                var before = (context.NewGuid(), context.NewGuid(), context.CurrentUtcDateTime);
                var echoed = await context.CallActivityAsync<string>("Echo", $"{before}");
                return echoed == $"{before}" && before.Item1 != before.Item2 && context.NewGuid() != before.Item2;
            }));

        Assert.True((await RunAsync(engine, "Ids")).ReadOutputAs<bool>());
    }

    [Fact(Timeout = 120_000)]
    public async Task Two_hundred_instances_at_once_all_give_their_own_answer()
    {
        var engine = await _directory.StartAsync(new TestFunctions()
            .Echo("Echo")
            .Orchestrator("Chain", async context =>
            {
                using var cancel = new CancellationTokenSource();
                var timer = context.CreateTimer(TimeSpan.FromMinutes(5), cancel.Token);
                var text = context.GetInput<string>();
                for (var step = 0; step < 3; step++)
                    text = await context.CallActivityAsync<string>("Echo", $"{text}{step}");
                cancel.Cancel();
                return text;
            }));

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(async number =>
        {
            var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Chain", $"{number}:");
            return (await engine.Client.WaitForInstanceCompletionAsync(id, true)).ReadOutputAs<string>();
        }));

        Assert.Equal(Enumerable.Range(0, 200).Select(number => $"{number}:012"), answers);
        Assert.Equal(0, engine.Timers.Count);
    }

    [Fact(Timeout = 120_000)]
    public async Task An_activity_that_nobody_awaits_still_runs()
    {
        var ran = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var engine = await _directory.StartAsync(new TestFunctions()
            .Activity("Late", _ =>
            {
                ran.SetResult();
                return Task.FromResult<object?>(null);
            })
            .Orchestrator("Forget", context =>
            {
                _ = context.CallActivityAsync("Late");
                return Task.FromResult<object?>("ended");
            }));

        var ended = await RunAsync(engine, "Forget");
        await ran.Task;

        Assert.Equal("ended", ended.ReadOutputAs<string>());
    }

    private static async Task<OrchestrationMetadata> RunAsync(DurableEngine engine, string name, object? input = null)
    {
        var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync(name, input);
        return await engine.Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true);
    }
}
