using Functron.Hosting.Durable;

using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Functron.Tests.Durable;

/// <summary>Rewound instances, and what of theirs still ran when they failed.</summary>
public sealed class RewindTests : IAsyncLifetime
{
    private readonly EngineDirectory _directory = new();
    private bool _broken = true;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _directory.DisposeAsync().AsTask();

    [Theory(Timeout = 120_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_parent_hears_of_a_child_that_completed_while_the_parent_was_failed(bool crash)
    {
        var engine = await _directory.StartAsync(Parent());
        await FailAsync(engine, "parent");
        await engine.Client.RaiseEventAsync("child", "go", "done");
        await engine.Client.WaitForInstanceCompletionAsync("child");
        if (crash)
        {
            await engine.AbandonAsync();
            engine = await _directory.StartAsync(Parent());
        }

        _broken = false;
        await engine.Client.RewindInstanceAsync("parent", "mended");

        var ended = await CompletionAsync(engine, "parent");
        Assert.Equal("mended done", ended.ReadOutputAs<string>());
        Assert.Single((await engine.GetHistoryAsync("parent"))!.Events, e => e.EventType == "SubOrchestrationInstanceCompleted");
    }

    [Fact(Timeout = 120_000)]
    public async Task A_parent_hears_of_a_child_that_was_terminated_while_the_parent_was_failed()
    {
        var engine = await _directory.StartAsync(Parent());
        await FailAsync(engine, "parent");
        await engine.Client.TerminateInstanceAsync("child");

        _broken = false;
        await engine.Client.RewindInstanceAsync("parent", "mended");

        var ended = await CompletionAsync(engine, "parent");
        Assert.Equal(typeof(TaskFailedException).FullName, ended.FailureDetails!.ErrorType);
        Assert.Contains("'child'", ended.FailureDetails.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_parent_goes_on_to_wait_for_a_child_that_runs_and_for_none_that_took_its_id_later()
    {
        var engine = await _directory.StartAsync(Parent());
        await FailAsync(engine, "parent");
        await engine.Client.RaiseEventAsync("child", "go", "done");
        await engine.Client.WaitForInstanceCompletionAsync("child");
        await engine.Client.ScheduleNewOrchestrationInstanceAsync("Slow", new StartOrchestrationOptions("child"));
        await engine.Client.RaiseEventAsync("child", "go", "another's");
        await engine.Client.WaitForInstanceCompletionAsync("child");
        await FailAsync(engine, "second", "second child");

        _broken = false;
        await engine.Client.RewindInstanceAsync("parent", "mended");
        await engine.Client.RewindInstanceAsync("second", "mended");

        await engine.Client.RaiseEventAsync("second child", "go", "done");
        Assert.Equal("mended done", (await CompletionAsync(engine, "second")).ReadOutputAs<string>());
        Assert.DoesNotContain((await engine.GetHistoryAsync("parent"))!.Events, e => e.EventType == "SubOrchestrationInstanceCompleted");
    }

    [Fact(Timeout = 120_000)]
    public async Task An_activity_that_ran_over_the_rewinding_takes_nothing_from_the_call_that_follows_it()
    {
        var begun = Enumerable.Range(0, 4).Select(_ => new TaskCompletionSource()).ToList();
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var dropped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var calls = 0;
        var functions = new TestFunctions()
            .Activity("Slow", async _ =>
            {
                // It runs in the first engine until the end of that; then alone; then for the rewound instance; then in the last engine.
                var call = Interlocked.Increment(ref calls);
                begun[call - 1].SetResult();
                await (call switch
                {
                    2 => release.Task,
                    4 => Task.CompletedTask,
                    _ => Task.Delay(Timeout.Infinite),
                });
                return $"call {call}";
            })
            .Activity("Check", _ => CheckAsync())
            .Orchestrator("Both", async context =>
            {
                var slow = context.CallActivityAsync<string>("Slow");
                await context.CallActivityAsync("Check");
                return await slow;
            });
        var engine = await _directory.StartAsync(functions);
        await engine.Client.ScheduleNewOrchestrationInstanceAsync("Both", new StartOrchestrationOptions("one"));
        await engine.Client.WaitForInstanceCompletionAsync("one");
        await begun[0].Task;
        await engine.AbandonAsync();

        engine = await _directory.StartAsync(functions, inner => new FailingStore(inner) { AfterDrop = dropped.SetResult });
        await begun[1].Task;
        _broken = false;
        await engine.Client.RewindInstanceAsync("one", "mended");
        await begun[2].Task;
        release.SetResult();
        await dropped.Task;
        await engine.AbandonAsync();

        engine = await _directory.StartAsync(functions);
        Assert.Equal("call 4", (await CompletionAsync(engine, "one")).ReadOutputAs<string>());
    }

    private static async Task FailAsync(DurableEngine engine, string id, string child = "child")
    {
        await engine.Client.ScheduleNewOrchestrationInstanceAsync("Parent", child, new StartOrchestrationOptions(id));
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await engine.Client.WaitForInstanceCompletionAsync(id)).RuntimeStatus);
    }

    /// <summary>An instance that waits for what never comes fails its test soon.</summary>
    private static Task<OrchestrationMetadata> CompletionAsync(DurableEngine engine, string id)
        => engine.Client.WaitForInstanceCompletionAsync(id, true).WaitAsync(TimeSpan.FromSeconds(20));

    private TestFunctions Parent() => new TestFunctions()
        .Orchestrator("Slow", async context => await context.WaitForExternalEvent<string>("go"))
        .Orchestrator("Parent", async context =>
        {
            var options = new TaskOptions().WithInstanceId(context.GetInput<string>()!);
            var child = context.CallSubOrchestratorAsync<string>("Slow", options: options);
            var check = await context.CallActivityAsync<string>("Check");
            return $"{check} {await child}";
        })
        .Activity("Check", _ => CheckAsync());

    private Task<object?> CheckAsync()
        => _broken ? throw new InvalidOperationException("broken") : Task.FromResult<object?>("mended");
}
