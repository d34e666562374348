using DurableTask.Core;
using DurableTask.Core.Command;
using DurableTask.Core.History;

using Functron.Hosting.Durable;

using Microsoft.DurableTask;

using TaskFailedException = Microsoft.DurableTask.TaskFailedException;

namespace Functron.Tests.Durable.History;

/// <summary><c>GetOrchestrationHistoryAsync</c>: an instance's history in the types of Microsoft's engine.</summary>
public sealed class OrchestrationHistoryTests : IAsyncLifetime
{
    private readonly EngineDirectory _directory = new();
    private readonly ManualClock _clock = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _directory.DisposeAsync().AsTask();

    [Fact(Timeout = 120_000)]
    public async Task Each_kind_of_event_has_what_it_has_there_and_that_engine_replays_it()
    {
        var engine = await _directory.StartAsync(HistoryFunctions.Functions(), clock: _clock);
        await HistoryFunctions.StartAsync(engine, "Everything");
        await HistoryFunctions.UntilTimerIsSetAsync(engine);
        _clock.Advance(TimeSpan.FromMinutes(5));
        await HistoryFunctions.UntilAsync(engine, EventType.EventSent);
        await engine.Client.SuspendInstanceAsync("one", "pause");
        await HistoryFunctions.UntilAsync(engine, EventType.ExecutionSuspended);
        await engine.Client.ResumeInstanceAsync("one", "go on");
        await HistoryFunctions.UntilAsync(engine, EventType.ExecutionResumed);
        var running = await engine.Client.GetOrchestrationHistoryAsync("one");
        await engine.Client.RaiseEventAsync("one", "go", "heard");
        await engine.Client.WaitForInstanceCompletionAsync("one");

        var history = await engine.Client.GetOrchestrationHistoryAsync("one");
        string[] expected =
        [
            "OrchestratorStarted -1",
            "ExecutionStarted -1 Everything \"in\" [team=blue]",
            "TaskScheduled 0 Echo \"a\" [call=first]",
            "OrchestratorCompleted -1",
            "OrchestratorStarted -1",
            "TaskCompleted -1 of 0: \"a\"",
            "TaskScheduled 1 Throws \"b\" []",
            "OrchestratorCompleted -1",
            "OrchestratorStarted -1",
            "TaskFailed -1 of 1: System.InvalidTimeZoneException no zone",
            "TimerCreated 2",
            "OrchestratorCompleted -1",
            "OrchestratorStarted -1",
            "TimerFired -1 of 2",
            "EventSent 3 ping 1 to nobody",
            "OrchestratorCompleted -1",
            "OrchestratorStarted -1",
            "ExecutionSuspended -1 pause",
            "OrchestratorCompleted -1",
            "OrchestratorStarted -1",
            "ExecutionResumed -1 go on",
            "OrchestratorCompleted -1",
            "OrchestratorStarted -1",
            "EventRaised -1 go \"heard\"",
            "SubOrchestrationInstanceCreated 4 Child \"c\" as child [team=blue]",
            "OrchestratorCompleted -1",
            "OrchestratorStarted -1",
            "SubOrchestrationInstanceCompleted -1 of 4: \"c\"",
            "SubOrchestrationInstanceCreated 5 Fails \"d\" as failing [team=blue]",
            "OrchestratorCompleted -1",
            "OrchestratorStarted -1",
            "SubOrchestrationInstanceFailed -1 of 5: System.InvalidOperationException no child",
            "ExecutionCompleted 6 Completed \"a heard c\"",
            "OrchestratorCompleted -1",
        ];
        Assert.Equal(expected, history.Select(CoreText.Of));
        Assert.Equal(expected[..running.Count], running.Select(CoreText.Of));

        // The engine has decided all of it and goes on to where this one has gone: to nothing else, and to the end under the same number.
        Assert.Empty(CoreReplay.Of(running, HistoryFunctions.EverythingAsync));
        var end = Assert.IsType<OrchestrationCompleteOrchestratorAction>(
            Assert.Single(CoreReplay.Of(history, HistoryFunctions.EverythingAsync)));
        Assert.Equal((6, OrchestrationStatus.Completed, "a heard c"), (end.Id, end.OrchestrationStatus, end.Result));
        var state = new OrchestrationRuntimeState(history);
        Assert.Equal(
            (OrchestrationStatus.Completed, "\"a heard c\"", "blue"), (state.OrchestrationStatus, state.Output, state.Tags!["team"]));
    }

    [Fact(Timeout = 120_000)]
    public async Task Times_are_those_of_the_history_and_of_the_timer()
    {
        var engine = await _directory.StartAsync(HistoryFunctions.Functions(), clock: _clock);
        var begun = _clock.GetUtcNow().UtcDateTime;
        await HistoryFunctions.StartAsync(engine, "Sleeps");
        await HistoryFunctions.UntilTimerIsSetAsync(engine);
        _clock.Advance(TimeSpan.FromMinutes(7));
        await engine.Client.WaitForInstanceCompletionAsync("one");

        var history = await engine.Client.GetOrchestrationHistoryAsync("one");
        Assert.All(history, e => Assert.Equal(DateTimeKind.Utc, e.Timestamp.Kind));
        Assert.Equal(begun, history[0].Timestamp);
        Assert.Equal(begun.AddMinutes(5), Assert.Single(history.OfType<TimerCreatedEvent>()).FireAt);
        var fired = Assert.Single(history.OfType<TimerFiredEvent>());
        Assert.Equal((begun.AddMinutes(5), begun.AddMinutes(5)), (fired.FireAt, fired.Timestamp));
    }

    [Fact(Timeout = 120_000)]
    public async Task The_start_names_execution_parent_and_time()
    {
        var engine = await _directory.StartAsync(HistoryFunctions.Functions(), clock: _clock);
        var at = _clock.GetUtcNow().AddHours(1);
        await engine.Client.ScheduleNewOrchestrationInstanceAsync("Calls", null, new StartOrchestrationOptions("one", at));
        Assert.Empty(await engine.Client.GetOrchestrationHistoryAsync("one"));
        _clock.Advance(TimeSpan.FromHours(1));
        await engine.Client.WaitForInstanceCompletionAsync("one");

        var parent = Assert.Single((await engine.Client.GetOrchestrationHistoryAsync("one")).OfType<ExecutionStartedEvent>());
        Assert.Equal(("one", 32), (parent.OrchestrationInstance.InstanceId, parent.OrchestrationInstance.ExecutionId.Length));
        Assert.Equal((at.UtcDateTime, null), (parent.ScheduledStartTime, parent.ParentInstance));
        Assert.Empty(parent.Tags);
        var child = Assert.Single((await engine.Client.GetOrchestrationHistoryAsync("child")).OfType<ExecutionStartedEvent>());
        var caller = child.ParentInstance;
        Assert.Equal(("Calls", "one", 1), (caller.Name, caller.OrchestrationInstance.InstanceId, caller.TaskScheduleId));
        Assert.Null(child.ScheduledStartTime);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_failure_is_told_with_its_causes()
    {
        var engine = await _directory.StartAsync(HistoryFunctions.Functions());
        await HistoryFunctions.StartAsync(engine, "FailsByTask");
        await engine.Client.WaitForInstanceCompletionAsync("one");

        var end = Assert.Single((await engine.Client.GetOrchestrationHistoryAsync("one")).OfType<ExecutionCompletedEvent>());
        const string Words = "Task 'Throws' (#0) failed with an unhandled exception: no zone";
        Assert.Equal((1, OrchestrationStatus.Failed, Words), (end.EventId, end.OrchestrationStatus, end.Result));
        Assert.Equal((typeof(TaskFailedException).FullName, Words), (end.FailureDetails!.ErrorType, end.FailureDetails.ErrorMessage));
        var cause = end.FailureDetails.InnerFailure!;
        Assert.Equal(("System.InvalidTimeZoneException", "no zone"), (cause.ErrorType, cause.ErrorMessage));
        Assert.NotNull(cause.StackTrace);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_termination_ends_it()
    {
        var engine = await _directory.StartAsync(HistoryFunctions.Functions());
        await HistoryFunctions.StartAsync(engine, "Waits");
        await HistoryFunctions.UntilAsync(engine, EventType.OrchestratorCompleted);
        await engine.Client.TerminateInstanceAsync("one", (object)"enough");

        Assert.Equal(
            [
                "OrchestratorStarted -1",
                "ExecutionTerminated -1 \"enough\"",
                "ExecutionCompleted 0 Terminated \"enough\"",
                "OrchestratorCompleted -1",
            ],
            (await engine.Client.GetOrchestrationHistoryAsync("one")).Skip(3).Select(CoreText.Of));
    }

    [Fact(Timeout = 120_000)]
    public async Task Without_an_instance_the_exceptions_are_those_of_Microsofts_client()
    {
        var engine = await _directory.StartAsync(HistoryFunctions.Functions());
        var unknown = await Assert.ThrowsAsync<ArgumentException>(() => engine.Client.GetOrchestrationHistoryAsync("no-such"));
        Assert.Contains("no-such", unknown.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentNullException>(() => engine.Client.GetOrchestrationHistoryAsync(null!));
        await Assert.ThrowsAsync<ArgumentException>(() => engine.Client.GetOrchestrationHistoryAsync(""));
        await Assert.ThrowsAsync<OperationCanceledException>(
            () => engine.Client.GetOrchestrationHistoryAsync("no-such", new CancellationToken(true)));
        await engine.StopAsync(CancellationToken.None);
        await Assert.ThrowsAsync<EngineStoppedException>(() => engine.Client.GetOrchestrationHistoryAsync("no-such"));
    }
}
