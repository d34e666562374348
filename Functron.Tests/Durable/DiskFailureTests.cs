using Functron.Hosting.Durable.Storage;

using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Functron.Tests.Durable;

public sealed class DiskFailureTests : IAsyncLifetime
{
    private readonly EngineDirectory _directory = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _directory.DisposeAsync().AsTask();

    [Fact(Timeout = 120_000)]
    public async Task A_turn_that_cannot_be_stored_is_tried_again_and_its_activities_wait()
    {
        var failures = 2;
        var calls = 0;
        var engine = await _directory.StartAsync(
            new TestFunctions()
                .Activity("Count", _ => Task.FromResult<object?>(Interlocked.Increment(ref calls)))
                .Orchestrator("Once", async context => await context.CallActivityAsync<int>("Count")),
            inner => new FailingStore(inner)
            {
                BeforeCommit = _ => Interlocked.Decrement(ref failures) >= 0 ? throw new IOException("disk full") : Task.CompletedTask,
            });

        var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Once");
        var ended = await engine.Client.WaitForInstanceCompletionAsync(id, true);

        Assert.Equal(1, ended.ReadOutputAs<int>());
        Assert.Equal(1, calls);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_start_that_cannot_be_stored_is_an_error_of_the_caller_and_leaves_nothing()
    {
        FailingStore? store = null;
        var engine = await _directory.StartAsync(
            new TestFunctions().Orchestrator("Now", _ => Task.FromResult<object?>("done")),
            inner => store = new FailingStore(inner) { BeforeStart = () => throw new IOException("disk full") });
        var options = new StartOrchestrationOptions("mine");

        await Assert.ThrowsAsync<IOException>(() => engine.Client.ScheduleNewOrchestrationInstanceAsync("Now", options));
        Assert.Null(await engine.Client.GetInstanceAsync("mine"));

        store!.BeforeStart = () => Task.CompletedTask;
        await engine.Client.ScheduleNewOrchestrationInstanceAsync("Now", options);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await engine.Client.WaitForInstanceCompletionAsync("mine")).RuntimeStatus);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_full_database_is_a_pause()
    {
        SqliteInstanceStore? store = null;
        var engine = await _directory.StartAsync(
            new TestFunctions()
                .Orchestrator("Big", async context =>
                {
                    context.SetCustomStatus(await context.WaitForExternalEvent<string>("go"));
                    return new string('x', 200_000);
                }),
            inner =>
            {
                store = (SqliteInstanceStore)inner;
                return inner;
            });
        var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Big");
        await engine.Client.WaitForInstanceStartAsync(id);

        await store!.LimitGrowthAsync(8);
        await engine.Client.RaiseEventAsync(id, "go", "now");
        await Assert.ThrowsAsync<IOException>(
            () => engine.Client.RaiseEventAsync(id, "note", new string('y', 200_000)));
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await engine.Client.GetInstanceAsync(id))!.RuntimeStatus);

        await store.LimitGrowthAsync(1_000_000);
        var ended = await engine.Client.WaitForInstanceCompletionAsync(id, true);
        Assert.Equal(200_000, ended.ReadOutputAs<string>()!.Length);
    }
}
