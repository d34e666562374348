using Functron.Hosting.Durable;

using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Functron.Tests.Durable;

/// <summary>Instances are listed and purged.</summary>
public sealed class ListingTests : IAsyncLifetime
{
    private readonly EngineDirectory _directory = new();
    private readonly ManualClock _clock = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _directory.DisposeAsync().AsTask();

    [Fact(Timeout = 120_000)]
    public async Task Pages_follow_one_another_and_filters_hold()
    {
        var engine = await _directory.StartAsync(Functions());
        for (var n = 0; n < 25; n++)
            await StartAsync(engine, n % 2 == 0 ? "Ends" : "Waits", $"{(n < 20 ? "a" : "b")}-{n}");

        var pages = new List<Page<OrchestrationMetadata>>();
        var query = new OrchestrationQuery(PageSize: 10, FetchInputsAndOutputs: true);
        await foreach (var page in engine.Client.GetAllInstancesAsync(query).AsPages())
            pages.Add(page);
        Assert.Equal([10, 10, 5], pages.Select(page => page.Values.Count));
        Assert.Equal([false, false, true], pages.Select(page => page.ContinuationToken is null));
        Assert.Equal(25, pages.SelectMany(page => page.Values).Select(i => i.InstanceId).Distinct().Count());
        Assert.Equal("input", pages[0].Values[0].ReadInputAs<string>());

        await foreach (var page in engine.Client.GetAllInstancesAsync().AsPages(pages[1].ContinuationToken, 3))
        {
            Assert.Equal(["b-20", "b-21", "b-22"], page.Values.Select(i => i.InstanceId));
            break;
        }

        Assert.Equal(12, await CountAsync(engine, new(Statuses: [OrchestrationRuntimeStatus.Running])));
        Assert.Equal(5, await CountAsync(engine, new(InstanceIdPrefix: "b-")));
        Assert.Equal(0, await CountAsync(engine, new(InstanceIdPrefix: "%")));
        Assert.Equal(0, await CountAsync(engine, new(CreatedFrom: DateTimeOffset.UtcNow.AddHours(1))));
        var now = DateTimeOffset.UtcNow;
        Assert.Equal(25, await CountAsync(engine, new(CreatedFrom: now.AddHours(-1), CreatedTo: now.AddHours(1))));
        var refused = engine.Client.GetAllInstancesAsync(new OrchestrationQuery(ContinuationToken: "x")).AsPages().GetAsyncEnumerator();
        Assert.Throws<ArgumentException>(() => refused.MoveNextAsync().AsTask().GetAwaiter().GetResult());
    }

    [Theory(Timeout = 120_000)]
    [InlineData(1)]
    [InlineData(32)]
    [InlineData(50)]
    [InlineData(99)]
    [InlineData(100)]
    [InlineData(int.MaxValue)]
    public async Task A_page_of_any_size_is_read_bit_by_bit_and_the_next_one_begins_where_it_ended(int size)
    {
        var lists = 0;
        var largest = 0;
        var engine = await _directory.StartAsync(Functions(), inner => new FailingStore(inner)
        {
            BeforeList = limit =>
            {
                lists++;
                largest = Math.Max(largest, limit);
            },
        });
        foreach (var batch in Enumerable.Range(0, 100).Chunk(25))
            await Task.WhenAll(batch.Select(n => StartAsync(engine, "Ends", $"a-{n}")));

        var seen = new List<string>();
        string? token = null;
        do
        {
            var page = await engine.ListAsync(new OrchestrationQuery(PageSize: size, ContinuationToken: token));
            var before = (lists, seen.Count);
            await foreach (var instance in page.Instances)
            {
                // Whatever comes while it is told does not shift it.
                if (seen.Count == before.Count)
                    Assert.Equal(before.lists + 1, lists);
                seen.Add(instance.InstanceId);
            }

            Assert.InRange(seen.Count - before.Count, 1, size);
            token = page.ContinuationToken;
        }
        while (token is not null);

        Assert.Equal(100, seen.Count);
        Assert.Equal(100, seen.Distinct().Count());
        Assert.InRange(largest, 1, 64);
    }

    [Fact(Timeout = 120_000)]
    public async Task Only_ended_instances_are_purged_with_all_that_is_theirs()
    {
        var engine = await _directory.StartAsync(Functions());
        await StartAsync(engine, "Ends", "one");
        await StartAsync(engine, "Ends", "two");
        await StartAsync(engine, "Waits", "open");
        Assert.Equal(1, (await engine.Client.PurgeInstanceAsync("one")).PurgedInstanceCount);
        Assert.Equal(0, (await engine.Client.PurgeInstanceAsync("one")).PurgedInstanceCount);
        Assert.Equal(0, (await engine.Client.PurgeInstanceAsync("open")).PurgedInstanceCount);
        Assert.Null(await engine.Client.GetInstanceAsync("one"));
        Assert.Null(await engine.GetHistoryAsync("one"));
        Assert.Equal(1, (await engine.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter())).PurgedInstanceCount);
        Assert.Equal(["open"], await IdsAsync(engine));
    }

    [Theory(Timeout = 120_000)]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public async Task A_purge_takes_children_along_when_told_to(bool recursive, int purged)
    {
        var engine = await _directory.StartAsync(Functions());
        await StartAsync(engine, "Calls", "parent");
        Assert.Equal(purged, (await engine.Client.PurgeInstanceAsync("parent", new PurgeInstanceOptions(recursive))).PurgedInstanceCount);
        Assert.Equal(2 - purged, (await IdsAsync(engine)).Count);
    }

    [Fact(Timeout = 120_000)]
    public async Task What_ended_long_ago_is_forgotten_and_what_runs_never_is()
    {
        _directory.Options = _directory.Options with { RetainFor = TimeSpan.FromDays(7), RetainAtMost = 100 };
        var engine = await _directory.StartAsync(Functions(), clock: _clock);
        await StartAsync(engine, "Ends", "old");
        await StartAsync(engine, "Waits", "open");
        _clock.Advance(TimeSpan.FromDays(6));
        await StartAsync(engine, "Ends", "new");
        _clock.Advance(TimeSpan.FromDays(1.5));
        while (await engine.Client.GetInstanceAsync("old") is not null)
            await NextLookAsync();
        Assert.Equal(["open", "new"], await IdsAsync(engine));
    }

    [Fact(Timeout = 120_000)]
    public async Task Of_too_many_ended_ones_those_that_ended_first_are_forgotten()
    {
        _directory.Options = _directory.Options with { RetainAtMost = 3 };
        var engine = await _directory.StartAsync(Functions(), clock: _clock);
        await StartAsync(engine, "Waits", "open");
        for (var n = 0; n < 10; n++)
        {
            await StartAsync(engine, "Ends", $"ended-{n}");
            _clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        while ((await IdsAsync(engine)).Count > 4)
            await NextLookAsync();
        Assert.Equal(["open", "ended-7", "ended-8", "ended-9"], await IdsAsync(engine));
    }

    private async Task NextLookAsync()
    {
        _clock.Advance(TimeSpan.FromMinutes(1));
        await Task.Delay(5);
    }

    private static async Task StartAsync(DurableEngine engine, string name, string id)
    {
        await engine.Client.ScheduleNewOrchestrationInstanceAsync(name, "input", new StartOrchestrationOptions(id));
        if (name != "Waits")
            await engine.Client.WaitForInstanceCompletionAsync(id);
        else
            await engine.Client.WaitForInstanceStartAsync(id);
    }

    private static async Task<int> CountAsync(DurableEngine engine, OrchestrationQuery query)
    {
        var count = 0;
        await foreach (var _ in engine.Client.GetAllInstancesAsync(query))
            count++;
        return count;
    }

    private static async Task<List<string>> IdsAsync(DurableEngine engine)
    {
        var ids = new List<string>();
        await foreach (var instance in engine.Client.GetAllInstancesAsync())
            ids.Add(instance.InstanceId);
        return ids;
    }

    private static TestFunctions Functions() => new TestFunctions()
        .Orchestrator("Ends", context => Task.FromResult<object?>(context.GetInput<string>()))
        .Orchestrator("Calls", async context => await context.CallSubOrchestratorAsync<string>("Ends"))
        .Orchestrator("Waits", async context => await context.WaitForExternalEvent<string>("go"));
}
