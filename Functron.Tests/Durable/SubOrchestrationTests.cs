using Functron.Hosting.Durable;

using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Functron.Tests.Durable;

/// <summary>Orchestrations that are a part of another one.</summary>
public sealed class SubOrchestrationTests : IAsyncLifetime
{
    private readonly EngineDirectory _directory = new();
    private int _failures;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _directory.DisposeAsync().AsTask();

    [Fact(Timeout = 120_000)]
    public async Task A_child_gives_its_output_and_knows_its_parent()
    {
        var engine = await _directory.StartAsync(Functions());
        var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Parent", "child-1", new StartOrchestrationOptions("parent-1"));
        var ended = await engine.Client.WaitForInstanceCompletionAsync(id, true);
        Assert.Equal("Parent/parent-1 calls child-1", ended.ReadOutputAs<string>());
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await engine.Client.GetInstanceAsync("child-1"))!.RuntimeStatus);
        var call = Assert.Single((await engine.GetHistoryAsync(id))!.Events, e => e.EventType == "SubOrchestrationInstanceCompleted");
        Assert.Equal("Child", call.FunctionName);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_child_without_an_id_gets_one()
    {
        var engine = await _directory.StartAsync(Functions());
        var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Parent", (object?)null);
        Assert.Matches("calls [0-9a-f]{32}$", (await engine.Client.WaitForInstanceCompletionAsync(id, true)).ReadOutputAs<string>());
    }

    [Theory(Timeout = 120_000)]
    [InlineData("Fails", "InvalidTimeZoneException")]
    [InlineData("NoSuch", "NoSuch")]
    public async Task A_child_that_fails_fails_its_call(string child, string words)
    {
        var engine = await _directory.StartAsync(Functions());
        var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Calls", child);
        var ended = await engine.Client.WaitForInstanceCompletionAsync(id, true);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        Assert.Contains(words, ended.FailureDetails!.InnerFailure!.ToString(), StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task An_id_that_is_in_use_fails_the_call_also_after_a_restart()
    {
        var engine = await _directory.StartAsync(Functions());
        await engine.Client.ScheduleNewOrchestrationInstanceAsync("Waits", null, new StartOrchestrationOptions("taken"));
        var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Parent", "taken");
        var ended = await engine.Client.WaitForInstanceCompletionAsync(id, true);
        Assert.Equal(typeof(InstanceExistsException).FullName, ended.FailureDetails!.InnerFailure!.ErrorType);
        Assert.Equal("Waits", (await engine.Client.GetInstanceAsync("taken"))!.Name);
    }

    [Theory(Timeout = 120_000)]
    [InlineData("a/b", "no '/'")]
    [InlineData("a\\b", "no '/'")]
    [InlineData("a#b", "no '/'")]
    [InlineData("a?b", "no '/'")]
    [InlineData("a\u0007b", "no control characters")]
    [InlineData("101", "at most 100 characters; this one has 101")]
    public async Task An_id_that_no_instance_can_have_fails_the_call(string id, string words)
    {
        var child = id == "101" ? new string('x', 101) : id;
        var engine = await _directory.StartAsync(Functions());
        await engine.Client.ScheduleNewOrchestrationInstanceAsync("Catches", child, new StartOrchestrationOptions("parent"));
        var told = await UntilToldAsync(engine, "parent");
        Assert.Contains(typeof(ArgumentException).FullName!, told, StringComparison.Ordinal);
        Assert.Contains(words, told, StringComparison.Ordinal);
        Assert.Null(await engine.Client.GetInstanceAsync(child));

        // A replay catches the same.
        await engine.AbandonAsync();
        var next = await _directory.StartAsync(Functions());
        await next.Client.RaiseEventAsync("parent", "go", 5);
        var ended = await next.Client.WaitForInstanceCompletionAsync("parent", true);
        Assert.Equal($"{told} 5", ended.ReadOutputAs<string>());
    }

    [Fact(Timeout = 120_000)]
    public async Task An_id_of_the_greatest_length_is_taken()
    {
        var engine = await _directory.StartAsync(Functions());
        var child = new string('x', 100);
        var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Parent", child);
        var ended = await engine.Client.WaitForInstanceCompletionAsync(id, true);
        Assert.EndsWith($" {child}", ended.ReadOutputAs<string>(), StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_child_is_called_again_as_the_policy_says()
    {
        var engine = await _directory.StartAsync(Functions());
        var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Retries");
        Assert.Equal(3, (await engine.Client.WaitForInstanceCompletionAsync(id, true)).ReadOutputAs<int>());
    }

    [Fact(Timeout = 120_000)]
    public async Task A_hundred_children_end_before_their_parent_does()
    {
        var engine = await _directory.StartAsync(Functions());
        var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Many", 100);
        Assert.Equal(4950, (await engine.Client.WaitForInstanceCompletionAsync(id, true)).ReadOutputAs<int>());
    }

    [Theory(Timeout = 120_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Terminating_a_parent_takes_its_children_along_when_told_to(bool recursive)
    {
        var engine = await _directory.StartAsync(Functions());
        await engine.Client.ScheduleNewOrchestrationInstanceAsync("Calls", "Waits", new StartOrchestrationOptions("parent"));
        var child = await ChildAsync(engine);
        await engine.Client.TerminateInstanceAsync("parent", new TerminateInstanceOptions("enough", recursive));
        Assert.Equal(
            recursive ? OrchestrationRuntimeStatus.Terminated : OrchestrationRuntimeStatus.Running,
            (await engine.Client.GetInstanceAsync(child))!.RuntimeStatus);
    }

    [Fact(Timeout = 120_000)]
    public async Task Terminating_a_child_fails_its_call()
    {
        var engine = await _directory.StartAsync(Functions());
        await engine.Client.ScheduleNewOrchestrationInstanceAsync("Calls", "Waits", new StartOrchestrationOptions("parent"));
        await engine.Client.TerminateInstanceAsync(await ChildAsync(engine));
        var ended = await engine.Client.WaitForInstanceCompletionAsync("parent", true);
        Assert.Equal(typeof(SubOrchestrationTerminatedException).FullName, ended.FailureDetails!.InnerFailure!.ErrorType);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_crash_between_child_and_parent_loses_neither()
    {
        var engine = await _directory.StartAsync(Functions());
        await engine.Client.ScheduleNewOrchestrationInstanceAsync("Calls", "Waits", new StartOrchestrationOptions("parent"));
        var child = await ChildAsync(engine);
        await engine.AbandonAsync();

        var next = await _directory.StartAsync(Functions());
        await next.Client.RaiseEventAsync(child, "go", 7);
        Assert.Equal(7, (await next.Client.WaitForInstanceCompletionAsync("parent", true)).ReadOutputAs<int>());
    }

    [Fact(Timeout = 120_000)]
    public async Task An_event_reaches_another_instance()
    {
        var engine = await _directory.StartAsync(Functions());
        await engine.Client.ScheduleNewOrchestrationInstanceAsync("Waits", null, new StartOrchestrationOptions("waiting"));
        var sender = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Sends", "waiting");
        await engine.Client.WaitForInstanceCompletionAsync(sender);
        Assert.Equal(9, (await engine.Client.WaitForInstanceCompletionAsync("waiting", true)).ReadOutputAs<int>());

        // To nobody, it is nothing.
        var again = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Sends", "no-such");
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await engine.Client.WaitForInstanceCompletionAsync(again)).RuntimeStatus);
    }

    private static async Task<string> ChildAsync(DurableEngine engine)
    {
        while (true)
        {
            var running = new OrchestrationQuery(Statuses: [OrchestrationRuntimeStatus.Running]);
            await foreach (var instance in engine.Client.GetAllInstancesAsync(running))
            {
                if (instance.Name == "Waits")
                    return instance.InstanceId;
            }

            await Task.Delay(5);
        }
    }

    private static async Task<string> UntilToldAsync(DurableEngine engine, string id)
    {
        while (true)
        {
            if ((await engine.Client.GetInstanceAsync(id, true))?.ReadCustomStatusAs<string>() is { } told)
                return told;
            await Task.Delay(5);
        }
    }

    private TestFunctions Functions() => new TestFunctions()
        .Orchestrator("Parent", async context =>
        {
            var options = context.GetInput<string>() is { } id ? new TaskOptions().WithInstanceId(id) : null;
            return await context.CallSubOrchestratorAsync<string>("Child", "calls", options);
        })
        .Orchestrator("Catches", async context =>
        {
            var told = "nothing";
            try
            {
                var id = context.GetInput<string>()!;
                await context.CallSubOrchestratorAsync<string>("Child", "calls", new TaskOptions().WithInstanceId(id));
            }
            catch (TaskFailedException refused)
            {
                told = refused.FailureDetails.ToString();
            }

            context.SetCustomStatus(told);
            return $"{told} {await context.WaitForExternalEvent<int>("go")}";
        })
        .Orchestrator("Child", context =>
        {
            var parent = context.Parent!;
            var id = parent.InstanceId.Length == 32 ? "" : parent.InstanceId;
            return Task.FromResult<object?>($"{parent.Name}/{id} {context.GetInput<string>()} {context.InstanceId}");
        })
        .Orchestrator("Calls", async context => await context.CallSubOrchestratorAsync<object>(context.GetInput<string>()!))
        .Orchestrator("Waits", async context => await context.WaitForExternalEvent<int>("go"))
        .Orchestrator("Sends", context =>
        {
            context.SendEvent(context.GetInput<string>()!, "go", 9);
            return Task.FromResult<object?>(null);
        })
        .Orchestrator("Fails", _ => throw new InvalidTimeZoneException("no zone"))
        .Orchestrator("FailsTwice", async context => await context.CallActivityAsync<int>("FailsTwice"))
        .Orchestrator("Retries", async context =>
            await context.CallSubOrchestratorAsync<int>(
                "FailsTwice", null, TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromMilliseconds(10)))))
        .Orchestrator("Number", context => Task.FromResult<object?>(context.GetInput<int>()))
        .Orchestrator("Many", async context =>
        {
            var numbers = Enumerable.Range(0, context.GetInput<int>());
            return (await Task.WhenAll(numbers.Select(n => context.CallSubOrchestratorAsync<int>("Number", n)))).Sum();
        })
        .Activity("FailsTwice", _ => Interlocked.Increment(ref _failures) < 3
            ? throw new InvalidOperationException("not yet")
            : Task.FromResult<object?>(_failures));
}
