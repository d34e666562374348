using Functron.Hosting.Durable;

using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Functron.Tests.Durable;

/// <summary>Instances that are ended, restarted or unknown, and an engine that stops.</summary>
public sealed class LifecycleTests : IAsyncLifetime
{
    private readonly EngineDirectory _directory = new();
    private readonly TaskCompletionSource _working = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _calls;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _directory.DisposeAsync().AsTask();

    [Fact(Timeout = 120_000)]
    public async Task Terminate_ends_the_instance_and_cancels_its_activity()
    {
        var engine = await _directory.StartAsync(Functions());
        var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Work");
        await _working.Task;

        await engine.Client.TerminateInstanceAsync(id, (object?)"enough");

        var ended = await engine.Client.GetInstanceAsync(id, true);
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, ended!.RuntimeStatus);
        Assert.Equal("enough", ended.ReadOutputAs<string>());
        await _cancelled.Task;
        await Assert.ThrowsAsync<InstanceEndedException>(() => engine.Client.TerminateInstanceAsync(id));
        await Assert.ThrowsAsync<InstanceEndedException>(() => engine.Client.RaiseEventAsync(id, "go"));
    }

    [Fact(Timeout = 120_000)]
    public async Task What_a_terminated_instance_left_waiting_never_begins()
    {
        _directory.Options = _directory.Options with { MaxConcurrentActivities = 1 };
        var engine = await _directory.StartAsync(Functions());
        var first = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Work");
        await _working.Task;
        var second = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Work");
        await engine.Client.WaitForInstanceStartAsync(second);

        await engine.Client.TerminateInstanceAsync(second);
        await engine.Client.TerminateInstanceAsync(first);
        await _cancelled.Task;

        var third = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Work");
        Assert.Equal(2, (await engine.Client.WaitForInstanceCompletionAsync(third, true)).ReadOutputAs<int>());
    }

    [Fact(Timeout = 120_000)]
    public async Task An_id_in_use_is_refused_and_an_ended_one_starts_anew()
    {
        var engine = await _directory.StartAsync(Functions());
        var options = new StartOrchestrationOptions("mine");
        await engine.Client.ScheduleNewOrchestrationInstanceAsync("Wait", "one", options);

        await Assert.ThrowsAsync<InstanceExistsException>(
            () => engine.Client.ScheduleNewOrchestrationInstanceAsync("Wait", "two", options));

        await engine.Client.RaiseEventAsync("mine", "go", 1);
        await engine.Client.WaitForInstanceCompletionAsync("mine");
        await engine.Client.ScheduleNewOrchestrationInstanceAsync("Wait", "three", options);
        await engine.Client.RaiseEventAsync("mine", "go", 3);
        var ended = await engine.Client.WaitForInstanceCompletionAsync("mine", true);

        Assert.Equal("three", ended.ReadInputAs<string>());
        Assert.Equal(3, ended.ReadOutputAs<int>());
        Assert.Single((await engine.GetHistoryAsync("mine"))!.Events, happened => happened.EventType == "ExecutionStarted");
    }

    [Fact(Timeout = 120_000)]
    public async Task What_is_asked_of_an_instance_on_its_way_to_the_store_waits_for_it()
    {
        var stored = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var engine = await _directory.StartAsync(Functions(), inner => new FailingStore(inner) { BeforeStart = () => stored.Task });
        var starting = engine.Client.ScheduleNewOrchestrationInstanceAsync("Wait", new StartOrchestrationOptions("mine"));

        var raising = engine.Client.RaiseEventAsync("mine", "go", 1);
        stored.SetResult();

        await raising;
        await starting;
        Assert.Equal(1, (await engine.Client.WaitForInstanceCompletionAsync("mine", true)).ReadOutputAs<int>());
    }

    [Fact(Timeout = 120_000)]
    public async Task Terminated_before_its_time_an_instance_leaves_no_timer()
    {
        var clock = new ManualClock();
        var engine = await _directory.StartAsync(Functions(), clock: clock);
        var later = new StartOrchestrationOptions("mine", clock.GetUtcNow().AddDays(1));
        await engine.Client.ScheduleNewOrchestrationInstanceAsync("Wait", later);
        Assert.Equal(1, engine.Timers.Count);

        await engine.Client.TerminateInstanceAsync("mine");

        Assert.Equal(0, engine.Timers.Count);
    }

    [Fact(Timeout = 120_000)]
    public async Task Unknown_instances_and_orchestrators_are_refused()
    {
        var engine = await _directory.StartAsync(Functions());
        var client = engine.Client;

        Assert.Null(await client.GetInstanceAsync("nobody"));
        Assert.Null(await engine.GetHistoryAsync("nobody"));
        await Assert.ThrowsAsync<InstanceNotFoundException>(() => client.RaiseEventAsync("nobody", "go"));
        await Assert.ThrowsAsync<InstanceNotFoundException>(() => client.TerminateInstanceAsync("nobody"));
        await Assert.ThrowsAsync<InstanceNotFoundException>(() => client.WaitForInstanceStartAsync("nobody"));
        await Assert.ThrowsAsync<InstanceNotFoundException>(() => client.WaitForInstanceCompletionAsync("nobody"));
        await Assert.ThrowsAsync<ArgumentException>(() => client.ScheduleNewOrchestrationInstanceAsync("Nobody"));
    }

    [Fact(Timeout = 120_000)]
    public async Task An_instance_whose_orchestrator_is_gone_fails_with_its_name()
    {
        var engine = await _directory.StartAsync(Functions());
        var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Wait");
        await engine.Client.WaitForInstanceStartAsync(id);
        await engine.StopAsync(CancellationToken.None);

        var next = await _directory.StartAsync(new TestFunctions());
        await next.Client.RaiseEventAsync(id, "go", 1);
        var ended = await next.Client.WaitForInstanceCompletionAsync(id, true);

        Assert.Contains("'Wait'", ended.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_stop_interrupts_an_activity_without_failing_it()
    {
        var engine = await _directory.StartAsync(Functions());
        var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Work");
        await _working.Task;

        await engine.StopAsync(CancellationToken.None);
        Assert.True(_cancelled.Task.IsCompleted);

        var next = await _directory.StartAsync(Functions());
        var ended = await next.Client.WaitForInstanceCompletionAsync(id, true);
        Assert.Equal(2, ended.ReadOutputAs<int>());
    }

    [Fact(Timeout = 120_000)]
    public async Task What_an_activity_gives_within_the_grace_of_a_stop_is_kept()
    {
        var functions = Functions().Activity("Finish", async call =>
        {
            _calls++;
            _working.TrySetResult();
            await Task.Delay(Timeout.Infinite, call.CancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
            return _calls;
        });
        var engine = await _directory.StartAsync(functions);
        var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Finish");
        await _working.Task;

        await engine.StopAsync(CancellationToken.None);

        var next = await _directory.StartAsync(functions);
        Assert.Equal(1, (await next.Client.WaitForInstanceCompletionAsync(id, true)).ReadOutputAs<int>());
    }

    [Fact(Timeout = 120_000)]
    public async Task A_stop_does_not_wait_longer_than_its_grace_and_frees_who_waits()
    {
        _directory.Options = _directory.Options with { StopGrace = TimeSpan.FromMilliseconds(50) };
        var release = new TaskCompletionSource();
        var engine = await _directory.StartAsync(Functions().Activity("Finish", async _ =>
        {
            _working.SetResult();
            await release.Task;
            return null;
        }));
        var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Finish");
        await _working.Task;
        var waiting = engine.Client.WaitForInstanceCompletionAsync(id);

        await engine.StopAsync(CancellationToken.None);

        await Assert.ThrowsAsync<EngineStoppedException>(() => waiting);
        release.SetResult();
    }

    private TestFunctions Functions() => new TestFunctions()
        .Activity("Work", async call =>
        {
            // The first call runs until it is cancelled.
            var count = Interlocked.Increment(ref _calls);
            if (count > 1)
                return count;
            _working.SetResult();
            using var cancelled = call.CancellationToken.Register(_cancelled.SetResult);
            await Task.Delay(Timeout.Infinite, call.CancellationToken);
            return null;
        })
        .Orchestrator("Work", async context => await context.CallActivityAsync<int>("Work"))
        .Orchestrator("Finish", async context => await context.CallActivityAsync<int>("Finish"))
        .Orchestrator("Wait", async context => await context.WaitForExternalEvent<int>("go"));
}
