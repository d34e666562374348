using Functron.Hosting.Durable;
using Functron.Hosting.Durable.Dispatch.Upkeep;

using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Functron.Tests.Durable;

/// <summary>Purges of many instances, and what interrupts them.</summary>
public sealed class PurgeTests : IAsyncLifetime
{
    // The open one is listed with it.
    private const int FirstBatch = Purging.Batch - 1;

    private readonly EngineDirectory _directory = new();
    private readonly TaskCompletionSource _holding = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private FailingStore _store = null!;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _directory.DisposeAsync().AsTask();

    [Fact(Timeout = 120_000)]
    public async Task A_batch_is_asked_for_together()
    {
        var engine = await StartAsync(Purging.Batch + 1);
        var asked = 0;
        var whole = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _store.BeforePurge = async () =>
        {
            // One at a time would never come to this.
            if (Interlocked.Increment(ref asked) >= FirstBatch)
                whole.TrySetResult();
            await whole.Task;
        };

        var purge = await engine.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter());

        Assert.Equal(Purging.Batch + 1, purge.PurgedInstanceCount);
        Assert.Equal(["open"], await IdsAsync(engine));
    }

    [Fact(Timeout = 120_000)]
    public async Task One_that_is_cancelled_midway_has_purged_whole_batches_and_the_next_counts_the_rest()
    {
        const int All = FirstBatch + Purging.Batch + 50;
        var engine = await StartAsync(All);
        using var cancel = new CancellationTokenSource();
        var asked = 0;
        _store.BeforePurge = () => Interlocked.Increment(ref asked) == FirstBatch + 1 ? cancel.CancelAsync() : Task.CompletedTask;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => engine.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter(), options: null, cancel.Token));

        Assert.Equal(51, (await IdsAsync(engine)).Count);
        Assert.Equal(50, (await engine.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter())).PurgedInstanceCount);
        Assert.Equal(0, (await engine.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter())).PurgedInstanceCount);
        Assert.Equal(["open"], await IdsAsync(engine));
    }

    [Fact(Timeout = 120_000)]
    public async Task One_that_runs_when_the_engine_begins_to_stop_ends_after_its_batch()
    {
        _directory.Options = _directory.Options with { StopGrace = TimeSpan.FromMinutes(1) };
        var engine = await StartAsync(2 * Purging.Batch);

        // The stop waits for this one, so the store stays open meanwhile.
        await engine.Client.ScheduleNewOrchestrationInstanceAsync("Holds");
        await _holding.Task;
        var stopping = Task.CompletedTask;
        var asked = 0;
        _store.BeforePurge = () =>
        {
            if (Interlocked.Increment(ref asked) == 1)
                stopping = engine.StopAsync(CancellationToken.None);
            return Task.CompletedTask;
        };

        await Assert.ThrowsAsync<EngineStoppedException>(() => engine.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter()));

        Assert.InRange(asked, 1, Purging.Batch);
        _release.SetResult();
        await stopping;
    }

    [Fact(Timeout = 120_000)]
    public async Task A_running_instance_goes_on_between_two_batches()
    {
        var engine = await StartAsync(3 * Purging.Batch);
        var asked = 0;
        _store.BeforePurge = async () =>
        {
            // The second batch waits for what the running instance has to store.
            if (Interlocked.Increment(ref asked) == Purging.Batch + 1)
            {
                await engine.Client.RaiseEventAsync("open", "go", "on");
                await engine.Client.WaitForInstanceCompletionAsync("open");
            }
        };

        // It has ended when the last of the pages is read, but came before all of those.
        var purge = await engine.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter());

        Assert.Equal(3 * Purging.Batch, purge.PurgedInstanceCount);
        Assert.Equal("on", (await engine.Client.GetInstanceAsync("open", true))!.ReadOutputAs<string>());
    }

    [Fact(Timeout = 120_000)]
    public async Task Children_go_before_their_parent_so_that_an_interruption_strands_none()
    {
        var engine = await StartAsync(0);
        await engine.Client.ScheduleNewOrchestrationInstanceAsync("Many", Purging.Batch + 20, new StartOrchestrationOptions("parent"));
        await engine.Client.WaitForInstanceCompletionAsync("parent");
        using var cancel = new CancellationTokenSource();
        var asked = 0;
        _store.BeforePurge = () => Interlocked.Increment(ref asked) == 1 ? cancel.CancelAsync() : Task.CompletedTask;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => engine.Client.PurgeInstanceAsync("parent", new PurgeInstanceOptions(Recursive: true), cancel.Token));

        // The parent and twenty children are left, and found by it.
        Assert.Equal(22, (await IdsAsync(engine)).Count);
        Assert.Equal(21, (await engine.Client.PurgeInstanceAsync("parent", new PurgeInstanceOptions(Recursive: true))).PurgedInstanceCount);
        Assert.Equal(["open"], await IdsAsync(engine));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_child_that_matches_by_itself_is_counted_once()
    {
        var engine = await StartAsync(0);
        await engine.Client.ScheduleNewOrchestrationInstanceAsync("Many", 5, new StartOrchestrationOptions("parent"));
        await engine.Client.WaitForInstanceCompletionAsync("parent");

        var purge = await engine.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter(), new PurgeInstanceOptions(Recursive: true));

        Assert.Equal(6, purge.PurgedInstanceCount);
        Assert.Equal(["open"], await IdsAsync(engine));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_listing_that_is_cancelled_ends_there()
    {
        var engine = await StartAsync(5);
        using var cancel = new CancellationTokenSource();
        var seen = new List<string>();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            var pages = engine.Client.GetAllInstancesAsync(new OrchestrationQuery(PageSize: 2)).AsPages();
            await foreach (var page in pages.WithCancellation(cancel.Token))
            {
                seen.AddRange(page.Values.Select(instance => instance.InstanceId));
                await cancel.CancelAsync();
            }
        });
        Assert.Equal(2, seen.Count);

        using var second = new CancellationTokenSource();
        seen.Clear();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            var all = engine.Client.GetAllInstancesAsync(new OrchestrationQuery(PageSize: 1));
            await foreach (var instance in all.WithCancellation(second.Token))
            {
                // Microsoft's type looks at the token before each page.
                seen.Add(instance.InstanceId);
                await second.CancelAsync();
            }
        });
        Assert.Equal(["open"], seen);
    }

    /// <param name="ended">How many ended ones there are beside the one named "open".</param>
    private async Task<DurableEngine> StartAsync(int ended)
    {
        var engine = await _directory.StartAsync(
            new TestFunctions()
                .Orchestrator("Waits", async context => await context.WaitForExternalEvent<string>("go"))
                .Activity("Holds", async _ =>
                {
                    _holding.SetResult();
                    await _release.Task;
                    return null;
                })
                .Orchestrator("Holds", async context => await context.CallActivityAsync<object?>("Holds"))
                .Orchestrator("Ends", _ => Task.FromResult<object?>(null))
                .Orchestrator("Many", async context =>
                {
                    var children = Enumerable.Range(0, context.GetInput<int>());
                    await Task.WhenAll(children.Select(_ => context.CallSubOrchestratorAsync<object?>("Ends")));
                    return null;
                }),
            inner => _store = new FailingStore(inner));
        await engine.Client.ScheduleNewOrchestrationInstanceAsync("Waits", null, new StartOrchestrationOptions("open"));
        await Task.WhenAll(Enumerable.Range(0, ended).Select(async _ =>
            await engine.Client.WaitForInstanceCompletionAsync(await engine.Client.ScheduleNewOrchestrationInstanceAsync("Ends"))));
        return engine;
    }

    private static async Task<List<string>> IdsAsync(DurableEngine engine)
    {
        var ids = new List<string>();
        await foreach (var instance in engine.Client.GetAllInstancesAsync())
            ids.Add(instance.InstanceId);
        return ids;
    }
}
