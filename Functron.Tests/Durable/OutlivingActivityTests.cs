using Microsoft.DurableTask;

namespace Functron.Tests.Durable;

/// <summary>Activities that end after the execution that called them.</summary>
public sealed class OutlivingActivityTests : IAsyncLifetime
{
    private readonly EngineDirectory _directory = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _directory.DisposeAsync().AsTask();

    [Theory(Timeout = 120_000)]
    [InlineData("Ends")]
    [InlineData("Fails")]
    [InlineData("BeginsAnew")]
    public async Task One_that_ends_while_the_last_turn_is_stored_does_not_run_again(string name)
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var dropped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var calls = 0;
        var functions = new TestFunctions()
            .Echo("Fast")
            .Activity("Slow", async _ =>
            {
                Interlocked.Increment(ref calls);
                await release.Task;
                return null;
            })
            .Orchestrator("Ends", async context => await EitherAsync(context))
            .Orchestrator("Fails", async context => throw new InvalidOperationException(await EitherAsync(context)))
            .Orchestrator("BeginsAnew", async context =>
            {
                if (context.GetInput<int>() == 1)
                    return await context.WaitForExternalEvent<string>("go");
                context.ContinueAsNew(1);
                return await EitherAsync(context);
            })
            .Orchestrator("Slow", async context => await context.CallActivityAsync<string>("Slow"));
        var engine = await _directory.StartAsync(functions, inner => new FailingStore(inner)
        {
            BeforeCommit = async commit =>
            {
                if (!commit.Ends && commit.Next is null)
                    return;
                release.TrySetResult();

                // Its end is handed over, to an execution that takes nothing more.
                await Task.Delay(200);
            },
            AfterDrop = dropped.SetResult,
        });
        await engine.Client.ScheduleNewOrchestrationInstanceAsync(name, 0, new StartOrchestrationOptions("one"));
        await dropped.Task.WaitAsync(TimeSpan.FromSeconds(20));
        await engine.AbandonAsync();

        // What runs again at a start runs before what is called later.
        engine = await _directory.StartAsync(functions);
        await engine.Client.ScheduleNewOrchestrationInstanceAsync("Slow", new StartOrchestrationOptions("two"));
        await engine.Client.WaitForInstanceCompletionAsync("two");
        Assert.Equal(2, calls);
    }

    private static async Task<string> EitherAsync(TaskOrchestrationContext context)
        => await await Task.WhenAny(context.CallActivityAsync<string>("Slow"), context.CallActivityAsync<string>("Fast", "fast"));
}
