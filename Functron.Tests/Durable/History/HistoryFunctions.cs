using DurableTask.Core;
using DurableTask.Core.Exceptions;
using DurableTask.Core.History;

using Functron.Hosting.Durable;

using Microsoft.DurableTask;

using TaskFailedException = Microsoft.DurableTask.TaskFailedException;

namespace Functron.Tests.Durable.History;

/// <summary>The orchestrators whose histories are looked at, in an instance "one".</summary>
internal static class HistoryFunctions
{
    public static Task StartAsync(DurableEngine engine, string name) => engine.Client.ScheduleNewOrchestrationInstanceAsync(
        name,
        name is "Counts" or "Spins" or "Rounds" ? 0 : "in",
        new StartOrchestrationOptions("one") { Tags = new Dictionary<string, string> { ["team"] = "blue" } });

    public static async Task UntilAsync(DurableEngine engine, EventType kind)
    {
        while ((await engine.Client.GetOrchestrationHistoryAsync("one")).All(e => e.EventType != kind))
            await Task.Delay(5);
    }

    /// <summary>
    /// Waits for the one timer of an engine. When the history shows it, the live instances may not have set it yet; a clock that is moved
    /// on then would move past it.
    /// </summary>
    public static async Task UntilTimerIsSetAsync(DurableEngine engine)
    {
        while (engine.Timers.Count == 0)
            await Task.Delay(5);
    }

    public static TestFunctions Functions() => new TestFunctions()
        .Orchestrator("Everything", async context =>
        {
            var tags = new Dictionary<string, string> { ["call"] = "first" };
            var first = await context.CallActivityAsync<string>("Echo", "a", new TaskOptions(tags: tags));
            await FailsAsync(() => context.CallActivityAsync("Throws", "b"));
            await context.CreateTimer(TimeSpan.FromMinutes(5), CancellationToken.None);
            context.SendEvent("nobody", "ping", 1);
            var heard = await context.WaitForExternalEvent<string>("go");
            var child = await context.CallSubOrchestratorAsync<string>("Child", "c", new TaskOptions().WithInstanceId("child"));
            await FailsAsync(() => context.CallSubOrchestratorAsync("Fails", "d", new TaskOptions().WithInstanceId("failing")));
            return $"{first} {heard} {child}";
        })
        .Orchestrator("Child", context => Task.FromResult<object?>(context.GetInput<string>()))
        .Orchestrator("Fails", _ => throw new InvalidOperationException("no child"))
        .Orchestrator("FailsByTask", async context => await context.CallActivityAsync<string>("Throws"))
        .Orchestrator("Waits", async context => await context.WaitForExternalEvent<string>("go"))
        .Orchestrator("Sleeps", async context =>
        {
            await context.CreateTimer(TimeSpan.FromMinutes(5), CancellationToken.None);
            return null;
        })
        .Orchestrator("Calls", async context =>
        {
            await context.CallActivityAsync("Echo");
            return await context.CallSubOrchestratorAsync<string>("Child", "c", new TaskOptions().WithInstanceId("child"));
        })
        .Orchestrator("Counts", context =>
        {
            var n = context.GetInput<int>();
            if (n < 100)
                context.ContinueAsNew(n + 1);
            return Task.FromResult<object?>(n);
        })
        .Orchestrator("Rounds", async context =>
        {
            if (context.GetInput<int>() == 1)
                context.SetCustomStatus("second");
            await context.WaitForExternalEvent<object>("go");
            context.ContinueAsNew(1);
            return null;
        })
        .Orchestrator("Spins", async context =>
        {
            await context.CallActivityAsync("Echo");
            context.ContinueAsNew(context.GetInput<int>() + 1);
            return null;
        })
        .Echo("Echo")
        .Activity("Throws", _ => throw new InvalidTimeZoneException("no zone"));

    private static async Task FailsAsync(Func<Task> call)
    {
        try
        {
            await call();
            Assert.Fail("It did not fail.");
        }
        catch (TaskFailedException)
        {
        }
    }

    /// <summary>The orchestrator "Everything", written for Microsoft's engine.</summary>
    public static async Task<string> EverythingAsync(OrchestrationContext context, CoreReplay events)
    {
        var first = await context.ScheduleTask<string>("Echo", "", "a");
        await Assert.ThrowsAsync<DurableTask.Core.Exceptions.TaskFailedException>(() => context.ScheduleTask<string>("Throws", "", "b"));
        await context.CreateTimer(context.CurrentUtcDateTime.AddMinutes(5), "");
        context.SendEvent(new OrchestrationInstance { InstanceId = "nobody" }, "ping", 1);
        var heard = (await events.Event("go")).Trim('"');
        var child = await context.CreateSubOrchestrationInstance<string>("Child", "", "child", "c");
        await Assert.ThrowsAsync<SubOrchestrationFailedException>(
            () => context.CreateSubOrchestrationInstance<string>("Fails", "", "failing", "d"));
        return $"{first} {heard} {child}";
    }
}
