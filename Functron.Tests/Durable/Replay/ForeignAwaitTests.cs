using Functron.Hosting.Durable.Replay;

using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Functron.Tests.Durable.Replay;

public sealed class ForeignAwaitTests : IAsyncLifetime
{
    private readonly EngineDirectory _directory = new();

    public static TheoryData<string> ForeignAwaits =>
    [
        "delay", "task run", "own source", "configure await", "foreign call", "delay beside an open activity", "delay beside a timer",
        "a cancellation that a real timer makes",
    ];

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _directory.DisposeAsync().AsTask();

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(ForeignAwaits))]
    public async Task A_foreign_await_fails_its_instance_and_no_other(string kind)
    {
        var engine = await _directory.StartAsync(Functions());
        var other = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Good");

        var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Foreign", kind);
        var ended = await engine.Client.WaitForInstanceCompletionAsync(id, true);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        Assert.True(ended.FailureDetails!.IsCausedBy<ForeignAwaitException>(), ended.SerializedOutput);

        await engine.Client.RaiseEventAsync(other, "go", "on");
        Assert.Equal("on", (await engine.Client.WaitForInstanceCompletionAsync(other, true)).ReadOutputAs<string>());
    }

    [Fact(Timeout = 120_000)]
    public async Task Yielding_is_no_foreign_await()
    {
        var engine = await _directory.StartAsync(Functions());

        var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Yield");
        var ended = await engine.Client.WaitForInstanceCompletionAsync(id, true);

        Assert.Equal("yielded", ended.ReadOutputAs<string>());
    }

    [Fact(Timeout = 120_000)]
    public async Task Code_that_nobody_awaits_fails_the_instance_when_it_throws()
    {
        var engine = await _directory.StartAsync(Functions());

        var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Void");
        var ended = await engine.Client.WaitForInstanceCompletionAsync(id, true);

        Assert.True(ended.FailureDetails!.IsCausedBy<NotSupportedException>());
    }

    private static TestFunctions Functions() => new TestFunctions()
        .Echo("Echo")
        .Activity("Never", async call =>
        {
            await Task.Delay(Timeout.Infinite, call.CancellationToken);
            return null;
        })
        .Orchestrator("Good", async context => await context.WaitForExternalEvent<string>("go"))
        .Orchestrator("Yield", async context =>
        {
            await Task.Yield();
            await context.CallActivityAsync("Echo", "x");
            await Task.Yield();
            return "yielded";
        })
        .Orchestrator("Void", async context =>
        {
            async void Throw() => await Task.FromException(new NotSupportedException());
            Throw();
            return await context.WaitForExternalEvent<string>("never");
        })
        .Orchestrator("Foreign", async context =>
        {
            await (context.GetInput<string>() switch
            {
                "delay" => Task.Delay(20),
                "task run" => Task.Run(() => Thread.Sleep(20)),
                "own source" => new TaskCompletionSource().Task,
                "configure await" => ConfigureAwaitAsync(context),
                "foreign call" => ForeignCallAsync(context),
                "delay beside an open activity" => BesideAsync(context.CallActivityAsync("Never")),
                "delay beside a timer" => BesideAsync(context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None)),
                _ => RealTimerAsync(context),
            });
            return "not failed";
        });

    private static async Task ConfigureAwaitAsync(TaskOrchestrationContext context)
    {
        await context.CallActivityAsync("Echo", "x").ConfigureAwait(false);
        await context.CallActivityAsync("Echo", "x");
    }

    private static async Task ForeignCallAsync(TaskOrchestrationContext context)
    {
        var open = context.WaitForExternalEvent<string>("never");
        _ = Task.Run(() => context.CallActivityAsync("Echo", "x"));
        await open;
    }

    private static Task BesideAsync(Task open) => Task.WhenAny(open, Task.Delay(20));

    private static async Task RealTimerAsync(TaskOrchestrationContext context)
    {
        using var cancel = new CancellationTokenSource(20);
        await context.CreateTimer(TimeSpan.FromHours(1), cancel.Token);
    }
}
