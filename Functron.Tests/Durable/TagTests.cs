using DurableTask.Core.History;

using Functron.Hosting.Durable;

using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Functron.Tests.Durable;

/// <summary>Tags of instances: which instances get them, and when they are kept.</summary>
public sealed class TagTests : IAsyncLifetime
{
    private static readonly Dictionary<string, string> Blue = new() { ["team"] = "blue", ["Größe"] = "" };

    private readonly EngineDirectory _directory = new();
    private bool _broken;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _directory.DisposeAsync().AsTask();

    [Theory(Timeout = 120_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task They_are_wherever_an_instance_is_shown(bool crash)
    {
        var engine = await _directory.StartAsync(Functions());
        await StartAsync(engine, "Waits", "running", Blue);
        await StartAsync(engine, "Waits", "plain", null);
        await engine.Client.ScheduleNewOrchestrationInstanceAsync(
            "Waits", null, new StartOrchestrationOptions("later", DateTimeOffset.UtcNow.AddDays(1)) { Tags = Blue });
        if (crash)
        {
            await engine.AbandonAsync();
            engine = await _directory.StartAsync(Functions());
        }

        Assert.Equal(Blue, (await engine.Client.GetInstanceAsync("running"))!.Tags);
        Assert.Equal(Blue, (await engine.Client.GetInstanceAsync("running", true))!.Tags);
        Assert.Equal(Blue, (await engine.Client.WaitForInstanceStartAsync("running"))!.Tags);
        Assert.Equal(Blue, (await engine.Client.GetInstanceAsync("later"))!.Tags);
        Assert.Empty((await engine.Client.GetInstanceAsync("plain"))!.Tags);
        foreach (var texts in (bool[])[false, true])
        {
            var listed = new Dictionary<string, IReadOnlyDictionary<string, string>>();
            await foreach (var instance in engine.Client.GetAllInstancesAsync(new OrchestrationQuery(FetchInputsAndOutputs: texts)))
                listed.Add(instance.InstanceId, instance.Tags);
            Assert.Equal(Blue, listed["running"]);
            Assert.Equal(Blue, listed["later"]);
            Assert.Empty(listed["plain"]);
        }

        await engine.Client.RaiseEventAsync("running", "go");
        Assert.Equal(Blue, (await engine.Client.WaitForInstanceCompletionAsync("running")).Tags);
    }

    [Fact(Timeout = 120_000)]
    public async Task What_the_starter_changes_later_changes_nothing()
    {
        var engine = await _directory.StartAsync(Functions());
        var given = new Dictionary<string, string>(Blue);
        await StartAsync(engine, "Waits", "one", given);
        given["team"] = "red";
        Assert.Equal(Blue, (await engine.Client.GetInstanceAsync("one"))!.Tags);
    }

    [Fact(Timeout = 120_000)]
    public async Task What_an_orchestrator_changes_after_a_call_changes_nothing()
    {
        var engine = await _directory.StartAsync(Functions());
        await StartAsync(engine, "Changes", "one", null);
        await engine.Client.WaitForInstanceCompletionAsync("one");

        var history = await engine.Client.GetOrchestrationHistoryAsync("one");
        Assert.Equal("first", Assert.Single(history.OfType<TaskScheduledEvent>()).Tags!["call"]);
        Assert.Equal("second", Assert.Single(history.OfType<SubOrchestrationInstanceCreatedEvent>()).Tags["call"]);
        Assert.Equal("second", (await engine.Client.GetInstanceAsync("child"))!.Tags["call"]);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_sub_orchestration_has_its_own_and_its_parents()
    {
        var engine = await _directory.StartAsync(Functions());
        await StartAsync(engine, "Calls", "parent", Blue);
        await engine.Client.WaitForInstanceCompletionAsync("parent");

        Assert.Equal(Blue, (await engine.Client.GetInstanceAsync("parent"))!.Tags);
        var expected = new Dictionary<string, string> { ["team"] = "red", ["step"] = "2", ["Größe"] = "" };
        Assert.Equal(expected, (await engine.Client.GetInstanceAsync("child"))!.Tags);
        Assert.Equal(expected, (await engine.Client.GetInstanceAsync("grandchild"))!.Tags);
    }

    [Fact(Timeout = 120_000)]
    public async Task They_stay_when_an_instance_continues_as_new()
    {
        var engine = await _directory.StartAsync(Functions());
        await StartAsync(engine, "Rounds", "one", Blue);
        await engine.Client.RaiseEventAsync("one", "go");
        while ((await engine.Client.GetInstanceAsync("one", true))!.ReadInputAs<int>() == 0)
            await Task.Delay(5);

        await engine.AbandonAsync();
        engine = await _directory.StartAsync(Functions());
        await engine.Client.RaiseEventAsync("one", "go");
        Assert.Equal(Blue, (await engine.Client.WaitForInstanceCompletionAsync("one")).Tags);
        Assert.Equal(Blue, (await engine.Client.GetInstanceAsync("child"))!.Tags);
    }

    [Theory(Timeout = 120_000)]
    [InlineData("Throws")]
    [InlineData("FailsLater")]
    public async Task They_stay_when_an_instance_is_rewound(string name)
    {
        _broken = true;
        var engine = await _directory.StartAsync(Functions());
        await StartAsync(engine, name, "one", Blue);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await engine.Client.WaitForInstanceCompletionAsync("one")).RuntimeStatus);

        _broken = false;
        await engine.Client.RewindInstanceAsync("one", "mended");
        var ended = await engine.Client.WaitForInstanceCompletionAsync("one");
        Assert.Equal(OrchestrationRuntimeStatus.Completed, ended.RuntimeStatus);
        Assert.Equal(Blue, ended.Tags);
        Assert.Equal(Blue, (await engine.Client.GetInstanceAsync("child"))!.Tags);
    }

    [Theory(Timeout = 120_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_restart_keeps_them_and_a_new_start_does_not(bool newId)
    {
        var engine = await _directory.StartAsync(Functions());
        await StartAsync(engine, "Ends", "one", Blue);
        await engine.Client.WaitForInstanceCompletionAsync("one");
        var again = await engine.Client.RestartAsync("one", newId);
        Assert.Equal(Blue, (await engine.Client.WaitForInstanceCompletionAsync(again)).Tags);

        await StartAsync(engine, "Ends", again, null);
        Assert.Empty((await engine.Client.WaitForInstanceCompletionAsync(again)).Tags);
        await engine.Client.PurgeInstanceAsync(again);
        Assert.Null(await engine.Client.GetInstanceAsync(again));
    }

    [Fact(Timeout = 120_000)]
    public async Task They_have_a_limit()
    {
        var engine = await _directory.StartAsync(Functions());
        var name = new string('ü', 100);
        await StartAsync(engine, "Ends", "full", new() { [name] = new string('x', InputLimits.MaxTagBytes - 200) });
        Assert.Equal(name, Assert.Single((await engine.Client.WaitForInstanceCompletionAsync("full")).Tags).Key);

        var tooMany = await Assert.ThrowsAsync<ArgumentException>(
            () => StartAsync(engine, "Ends", "more", new() { [name] = new string('x', InputLimits.MaxTagBytes - 199) }));
        Assert.Contains(
            "at most 65536 bytes, names and values together as UTF-8; these take 65537.", tooMany.Message, StringComparison.Ordinal);
        var without = await Assert.ThrowsAsync<ArgumentException>(() => StartAsync(engine, "Ends", "more", new() { ["team"] = null! }));
        Assert.Contains("'team' has none", without.Message, StringComparison.Ordinal);
        Assert.Null(await engine.Client.GetInstanceAsync("more"));
    }

    [Fact(Timeout = 120_000)]
    public async Task More_than_a_sub_orchestration_can_have_fail_its_call()
    {
        var engine = await _directory.StartAsync(Functions());
        await StartAsync(engine, "CallsWithMore", "parent", new() { ["a"] = new string('x', 40_000) });
        var ended = await engine.Client.WaitForInstanceCompletionAsync("parent", true);

        var cause = ended.FailureDetails!.InnerFailure!;
        Assert.Equal(typeof(ArgumentException).FullName, cause.ErrorType);
        Assert.Contains("these take 80002", cause.ErrorMessage, StringComparison.Ordinal);
        Assert.Null(await engine.Client.GetInstanceAsync("child"));
    }

    [Fact(Timeout = 120_000)]
    public async Task Nobody_waits_for_a_sub_orchestration_with_the_tag_for_that()
    {
        var engine = await _directory.StartAsync(Functions());
        await StartAsync(engine, "Sends", "parent", null);
        while (await engine.Client.GetInstanceAsync("child") is null)
            await Task.Delay(5);
        await engine.Client.RaiseEventAsync("child", "go");
        Assert.Equal("FireAndForget", Assert.Single((await engine.Client.WaitForInstanceCompletionAsync("child")).Tags).Key);

        // It goes on to those that the child calls no more than the child's end goes to the parent.
        Assert.Empty((await engine.Client.GetInstanceAsync("grandchild"))!.Tags);
        await engine.Client.RaiseEventAsync("parent", "go");
        Assert.Equal("not told", (await engine.Client.WaitForInstanceCompletionAsync("parent", true)).ReadOutputAs<string>());
        Assert.DoesNotContain((await engine.GetHistoryAsync("parent"))!.Events, e => e.EventType == "SubOrchestrationInstanceCompleted");
    }

    private static Task StartAsync(DurableEngine engine, string name, string id, Dictionary<string, string>? tags)
    {
        var options = new StartOrchestrationOptions(id);
        return engine.Client.ScheduleNewOrchestrationInstanceAsync(name, 0, tags is null ? options : options with { Tags = tags });
    }

    private static SubOrchestrationOptions Child(string id, params (string Name, string Value)[] tags)
        => new(new TaskOptions(tags: tags.ToDictionary(tag => tag.Name, tag => tag.Value)), id);

    private TestFunctions Functions() => new TestFunctions()
        .Orchestrator("Ends", _ => Task.FromResult<object?>(null))
        .Orchestrator("Waits", async context => await context.WaitForExternalEvent<object>("go"))
        .Orchestrator("Calls", async context =>
        {
            await context.CallSubOrchestratorAsync("CallsAgain", null, Child("child", ("team", "red"), ("step", "2")));
            return null;
        })
        .Orchestrator("CallsAgain", async context =>
        {
            await context.CallSubOrchestratorAsync("Ends", null, new TaskOptions().WithInstanceId("grandchild"));
            return null;
        })
        .Orchestrator("CallsWithMore", async context =>
        {
            await context.CallSubOrchestratorAsync("Ends", null, Child("child", ("b", new string('x', 40_000))));
            return null;
        })
        .Orchestrator("Rounds", async context =>
        {
            await context.WaitForExternalEvent<object>("go");
            if (context.GetInput<int>() == 0)
                context.ContinueAsNew(1);
            else
                await context.CallSubOrchestratorAsync("Ends", null, Child("child"));
            return null;
        })
        .Orchestrator("Throws", async context =>
        {
            if (_broken)
                throw new InvalidOperationException("broken");
            await context.CallSubOrchestratorAsync("Ends", null, Child("child"));
            return null;
        })
        .Orchestrator("FailsLater", async context =>
        {
            await context.CallActivityAsync("Works");
            await context.CallSubOrchestratorAsync("Ends", null, Child("child"));
            return null;
        })
        .Orchestrator("Changes", async context =>
        {
            var tags = new Dictionary<string, string> { ["call"] = "first" };
            var work = context.CallActivityAsync("Works", null, new TaskOptions(tags: tags));
            tags["call"] = "second";
            var child = context.CallSubOrchestratorAsync("Ends", null, new SubOrchestrationOptions(new TaskOptions(tags: tags), "child"));
            tags["call"] = "third";
            await work;
            await child;
            return null;
        })
        .Orchestrator("Sends", async context =>
        {
            var call = context.CallSubOrchestratorAsync<string>("WaitsAndCalls", null, Child("child", ("FireAndForget", "")));
            var told = call.IsCompleted ? "not told" : "waits";
            await context.WaitForExternalEvent<object>("go");
            return await call ?? told;
        })
        .Orchestrator("WaitsAndCalls", async context =>
        {
            await context.WaitForExternalEvent<object>("go");
            await context.CallSubOrchestratorAsync("Ends", null, new TaskOptions().WithInstanceId("grandchild"));
            return "told";
        })
        .Activity("Works", _ => _broken ? throw new InvalidOperationException("broken") : Task.FromResult<object?>(null));
}
