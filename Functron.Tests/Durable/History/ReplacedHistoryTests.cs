using DurableTask.Core.History;

namespace Functron.Tests.Durable.History;

/// <summary>Histories that are replaced while an instance lives: it continues as new, or it is rewound.</summary>
public sealed class ReplacedHistoryTests : IAsyncLifetime
{
    private readonly EngineDirectory _directory = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _directory.DisposeAsync().AsTask();

    [Fact(Timeout = 120_000)]
    public async Task Of_one_that_continues_as_new_it_is_the_last_executions()
    {
        var engine = await _directory.StartAsync(HistoryFunctions.Functions());
        await HistoryFunctions.StartAsync(engine, "Counts");
        await engine.Client.WaitForInstanceCompletionAsync("one");

        Assert.Equal(
            [
                "OrchestratorStarted -1",
                "ExecutionStarted -1 Counts 100 [team=blue]",
                "ExecutionCompleted 0 Completed 100",
                "OrchestratorCompleted -1",
            ],
            (await engine.Client.GetOrchestrationHistoryAsync("one")).Select(CoreText.Of));
    }

    [Theory(Timeout = 120_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_that_continues_as_new_just_then_is_told_from_its_new_execution(bool shown)
    {
        var reads = 0;
        FailingStore? store = null;
        var engine = await _directory.StartAsync(HistoryFunctions.Functions(), inner => store = new FailingStore(inner));
        await HistoryFunctions.StartAsync(engine, "Rounds");
        await engine.Client.WaitForInstanceStartAsync("one");
        store!.BeforeHistory = async () =>
        {
            if (Interlocked.Increment(ref reads) > 1)
                return;
            await engine.Client.RaiseEventAsync("one", "go");
            while ((await engine.Client.GetInstanceAsync("one", true))!.ReadCustomStatusAs<string>() != "second")
                await Task.Delay(5);
        };

        if (shown)
            Assert.Equal("1", (await engine.GetHistoryAsync("one"))!.Events[0].Input);
        else
        {
            var history = await engine.Client.GetOrchestrationHistoryAsync("one");
            Assert.Equal("1", Assert.Single(history.OfType<ExecutionStartedEvent>()).Input);
        }

        Assert.Equal(2, reads);
    }

    [Fact(Timeout = 120_000)]
    public async Task It_is_whole_whenever_it_is_read_while_executions_follow_one_another()
    {
        var engine = await _directory.StartAsync(HistoryFunctions.Functions());
        await HistoryFunctions.StartAsync(engine, "Spins");
        for (var n = 0; n < 300; n++)
        {
            // Before an execution's first turn there is none.
            var history = await engine.Client.GetOrchestrationHistoryAsync("one");
            if (history.Count > 0)
            {
                Assert.Equal(EventType.OrchestratorStarted, history[0].EventType);
                Assert.Equal(EventType.OrchestratorCompleted, history[^1].EventType);
            }
        }

        await engine.Client.TerminateInstanceAsync("one");
        Assert.IsType<ExecutionCompletedEvent>((await engine.Client.GetOrchestrationHistoryAsync("one"))[^2]);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_rewound_one_is_without_its_failure()
    {
        var engine = await _directory.StartAsync(HistoryFunctions.Functions());
        await HistoryFunctions.StartAsync(engine, "FailsByTask");
        await engine.Client.WaitForInstanceCompletionAsync("one");
        var mended = HistoryFunctions.Functions().Echo("Throws");
        await engine.AbandonAsync();
        engine = await _directory.StartAsync(mended);
        await engine.Client.RewindInstanceAsync("one", "mended");
        await engine.Client.WaitForInstanceCompletionAsync("one");

        EventType[] expected =
        [
            EventType.OrchestratorStarted, EventType.ExecutionStarted, EventType.TaskScheduled, EventType.OrchestratorCompleted,
            EventType.OrchestratorStarted, EventType.TaskCompleted, EventType.ExecutionCompleted, EventType.OrchestratorCompleted,
        ];
        Assert.Equal(
            expected,
            (await engine.Client.GetOrchestrationHistoryAsync("one")).Select(e => e.EventType));
    }
}
