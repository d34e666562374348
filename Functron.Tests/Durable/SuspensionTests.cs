using Functron.Hosting.Durable;

using Microsoft.DurableTask.Client;

namespace Functron.Tests.Durable;

/// <summary>Instances that are suspended, resumed, rewound and restarted.</summary>
public sealed class SuspensionTests : IAsyncLifetime
{
    private readonly EngineDirectory _directory = new();
    private readonly Dictionary<string, int> _calls = [];
    private bool _broken = true;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _directory.DisposeAsync().AsTask();

    [Theory(Timeout = 120_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_suspended_instance_keeps_what_happens_until_it_is_resumed(bool crash)
    {
        var engine = await _directory.StartAsync(Functions());
        var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Two");
        await engine.Client.WaitForInstanceStartAsync(id);
        await engine.Client.SuspendInstanceAsync(id, "for a test");
        await UntilAsync(engine, id, OrchestrationRuntimeStatus.Suspended);
        await engine.Client.RaiseEventAsync(id, "one", 1);
        await engine.Client.RaiseEventAsync(id, "two", 2);
        if (crash)
        {
            await engine.AbandonAsync();
            engine = await _directory.StartAsync(Functions());
        }

        Assert.Equal(OrchestrationRuntimeStatus.Suspended, (await engine.Client.GetInstanceAsync(id))!.RuntimeStatus);
        await engine.Client.ResumeInstanceAsync(id, "enough");
        Assert.Equal(3, (await engine.Client.WaitForInstanceCompletionAsync(id, true)).ReadOutputAs<int>());
        Assert.Contains((await engine.GetHistoryAsync(id))!.Events, e => e.EventType == "ExecutionSuspended" && e.Reason == "for a test");
    }

    [Fact(Timeout = 120_000)]
    public async Task A_suspended_instance_can_be_terminated()
    {
        var engine = await _directory.StartAsync(Functions());
        var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Two");
        await engine.Client.SuspendInstanceAsync(id);
        await engine.Client.TerminateInstanceAsync(id);
        await Assert.ThrowsAsync<InstanceEndedException>(() => engine.Client.ResumeInstanceAsync(id));
        await Assert.ThrowsAsync<InstanceNotFoundException>(() => engine.Client.SuspendInstanceAsync("no-such"));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_rewound_instance_calls_again_what_failed_and_nothing_else()
    {
        var engine = await _directory.StartAsync(Functions());
        var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Chain");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await engine.Client.WaitForInstanceCompletionAsync(id)).RuntimeStatus);

        _broken = false;
        await engine.Client.RewindInstanceAsync(id, "mended");
        Assert.Equal("first second third", (await engine.Client.WaitForInstanceCompletionAsync(id, true)).ReadOutputAs<string>());
        Assert.Equal((1, 2, 1), (_calls["first"], _calls["second"], _calls["third"]));
        Assert.Equal(
            OrchestrationRuntimeStatus.Completed,
            (await Assert.ThrowsAsync<InstanceNotFailedException>(() => engine.Client.RewindInstanceAsync(id, "again"))).Status);
    }

    [Fact(Timeout = 120_000)]
    public async Task Rewinding_fans_out_again_only_to_what_failed()
    {
        var engine = await _directory.StartAsync(Functions());
        var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Fan");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await engine.Client.WaitForInstanceCompletionAsync(id)).RuntimeStatus);

        _broken = false;
        await engine.Client.RewindInstanceAsync(id, "mended");
        Assert.Equal("first second third", (await engine.Client.WaitForInstanceCompletionAsync(id, true)).ReadOutputAs<string>());
        Assert.Equal((1, 2, 1), (_calls["first"], _calls["second"], _calls["third"]));
    }

    [Theory(Timeout = 120_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rewinding_reaches_into_sub_orchestrations_and_survives_a_crash(bool crash)
    {
        var engine = await _directory.StartAsync(Functions());
        var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Nested");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await engine.Client.WaitForInstanceCompletionAsync(id)).RuntimeStatus);

        if (crash)
        {
            // Still broken, it fails again; but where it is rewound to is on disk.
            await engine.Client.RewindInstanceAsync(id, "too early");
            Assert.Equal(OrchestrationRuntimeStatus.Failed, (await engine.Client.WaitForInstanceCompletionAsync(id)).RuntimeStatus);
            await engine.AbandonAsync();
            engine = await _directory.StartAsync(Functions());
        }

        _broken = false;
        await engine.Client.RewindInstanceAsync(id, "mended");
        Assert.Equal("first second third", (await engine.Client.WaitForInstanceCompletionAsync(id, true)).ReadOutputAs<string>());
        Assert.Equal((1, crash ? 3 : 2), (_calls["first"], _calls["second"]));
    }

    [Fact(Timeout = 120_000)]
    public async Task An_orchestrator_that_threw_by_itself_is_rewound_to_before_that()
    {
        var engine = await _directory.StartAsync(Functions());
        var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Throws");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await engine.Client.WaitForInstanceCompletionAsync(id)).RuntimeStatus);
        _broken = false;
        await engine.Client.RewindInstanceAsync(id, "mended");
        Assert.Equal("first", (await engine.Client.WaitForInstanceCompletionAsync(id, true)).ReadOutputAs<string>());
        Assert.Equal(1, _calls["first"]);
    }

    [Fact(Timeout = 120_000)]
    public async Task Only_what_failed_can_be_rewound()
    {
        var engine = await _directory.StartAsync(Functions());
        var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Two");
        await engine.Client.WaitForInstanceStartAsync(id);
        Assert.Equal(OrchestrationRuntimeStatus.Running, await RefusedAsync());
        await Assert.ThrowsAsync<InstanceNotFoundException>(() => engine.Client.RewindInstanceAsync("no-such", ""));
        await engine.Client.TerminateInstanceAsync(id);
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, await RefusedAsync());

        async Task<OrchestrationRuntimeStatus> RefusedAsync() =>
            (await Assert.ThrowsAsync<InstanceNotFailedException>(() => engine.Client.RewindInstanceAsync(id, ""))).Status;
    }

    [Theory(Timeout = 120_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_restart_runs_the_same_input_again(bool newId)
    {
        var engine = await _directory.StartAsync(Functions());
        var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Echo", "input");
        await engine.Client.WaitForInstanceCompletionAsync(id);
        var again = await engine.Client.RestartAsync(id, newId);
        Assert.Equal(newId, again != id);
        Assert.Equal("input", (await engine.Client.WaitForInstanceCompletionAsync(again, true)).ReadOutputAs<string>());
        await Assert.ThrowsAsync<ArgumentException>(() => engine.Client.RestartAsync("no-such"));

        var open = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Two");
        await Assert.ThrowsAsync<InstanceExistsException>(() => engine.Client.RestartAsync(open));
    }

    private static async Task UntilAsync(DurableEngine engine, string id, OrchestrationRuntimeStatus status)
    {
        while ((await engine.Client.GetInstanceAsync(id))!.RuntimeStatus != status)
            await Task.Delay(5);
    }

    private TestFunctions Functions() => new TestFunctions()
        .Orchestrator("Two", async context
            => await context.WaitForExternalEvent<int>("one") + await context.WaitForExternalEvent<int>("two"))
        .Orchestrator("Echo", context => Task.FromResult<object?>(context.GetInput<string>()))
        .Orchestrator("Chain", async context => string.Join(' ',
            await context.CallActivityAsync<string>("first"),
            await context.CallActivityAsync<string>("second"),
            await context.CallActivityAsync<string>("third")))
        .Orchestrator("Fan", async context => string.Join(' ', await Task.WhenAll(
            context.CallActivityAsync<string>("first"),
            context.CallActivityAsync<string>("second"),
            context.CallActivityAsync<string>("third"))))
        .Orchestrator("Nested", async context => await context.CallSubOrchestratorAsync<string>("Chain"))
        .Orchestrator("Throws", async context =>
        {
            var first = await context.CallActivityAsync<string>("first");
            return _broken ? throw new InvalidTimeZoneException("no zone") : first;
        })
        .Activity("first", _ => CallAsync("first"))
        .Activity("second", _ => CallAsync("second"))
        .Activity("third", _ => CallAsync("third"));

    private Task<object?> CallAsync(string name)
    {
        lock (_calls)
            _calls[name] = _calls.GetValueOrDefault(name) + 1;
        return _broken && name == "second" ? throw new InvalidOperationException("broken") : Task.FromResult<object?>(name);
    }
}
