using Functron.Hosting.Durable.History;
using Functron.Hosting.Durable.Storage;

using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Functron.Tests.Durable.Replay;

/// <summary>
/// What an execution does depends on its course: one that began before a change goes on as before. Golden histories have whole executions.
/// </summary>
public sealed class CoursesTests
{
    private static readonly DateTime Noon = new(2030, 1, 1, 12, 0, 0, DateTimeKind.Utc);
    private static readonly ExecutionStarted Old = new(Noon, "Race", "execution", null);
    private static readonly ExecutionStarted New = Old with { Course = Courses.LikeMicrosofts };

    [Fact(Timeout = 120_000)]
    public async Task A_new_execution_takes_the_latest_course_and_so_does_each_that_follows_and_each_child()
    {
        await using var directory = new EngineDirectory();
        IInstanceStore? store = null;
        var engine = await directory.StartAsync(
            new TestFunctions()
                .Orchestrator("Child", _ => Task.FromResult<object?>(null))
                .Orchestrator("Parent", async context =>
                {
                    await context.CallSubOrchestratorAsync("Child", options: new TaskOptions().WithInstanceId("child"));
                    if (context.GetInput<int>() == 0)
                        context.ContinueAsNew(1);
                    return null;
                }),
            wrap: inner => store = inner);

        await engine.Client.ScheduleNewOrchestrationInstanceAsync("Parent", 0, new StartOrchestrationOptions("parent"));
        await engine.Client.WaitForInstanceCompletionAsync("parent");

        foreach (var id in (string[])["parent", "child"])
        {
            var history = await store!.ReadHistoryAsync((await store.FindAsync(id, texts: false))!.Key);
            Assert.Equal(Courses.Latest, Assert.Single(history.OfType<ExecutionStarted>()).Course);
        }
    }

    [Fact]
    public void A_course_is_stored_where_there_is_one()
    {
        Assert.DoesNotContain("Course", HistoryJson.Write(Old), StringComparison.Ordinal);
        Assert.Equal(New, HistoryJson.Read(HistoryJson.Write(New)));
    }

    [Fact]
    public void An_event_goes_to_the_last_wait_and_once_went_to_the_first()
    {
        Assert.Equal("\"second\"", TurnTests.Turn(HearOneOfTwo, [], New, Raised("go")).Output);
        Assert.Equal("\"first\"", TurnTests.Turn(HearOneOfTwo, [], Old, Raised("go")).Output);
    }

    [Fact]
    public void An_execution_keeps_its_course_in_the_turns_that_follow()
    {
        var begun = TurnTests.Turn(HearOneOfTwo, [], Old).NewEvents;

        Assert.Equal("\"first\"", TurnTests.Turn(HearOneOfTwo, begun, Raised("go")).Output);
    }

    [Fact]
    public void A_cancelled_wait_gets_an_event_that_is_there_and_once_did_not()
    {
        static async Task<object?> Hear(TaskOrchestrationContext context)
        {
            await context.WaitForExternalEvent<string>("begin");
            using var end = new CancellationTokenSource();
            end.Cancel();
            return await context.WaitForExternalEvent<string>("go", end.Token);
        }

        Assert.Equal("\"go\"", TurnTests.Turn(Hear, [], New, Raised("go"), Raised("begin")).Output);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, TurnTests.Turn(Hear, [], Old, Raised("go"), Raised("begin")).Status);
        Assert.Equal("System.Threading.Tasks.TaskCanceledException", TurnTests.Turn(Hear, [], New, Raised("begin")).Failure!.ErrorType);
    }

    [Fact]
    public void What_comes_after_ContinueAsNew_is_for_the_next_execution_and_once_was_not()
    {
        static async Task<object?> GoOn(TaskOrchestrationContext context)
        {
            var wait = context.WaitForExternalEvent<string>("go");
            context.ContinueAsNew("next", preserveUnprocessedEvents: false);
            await context.CallActivityAsync("Run");
            return wait.IsCompleted;
        }

        HistoryEvent[] messages = [Raised("go"), new TaskCompleted(Noon, 0, null)];

        Assert.Equal([Raised("go")], TurnTests.Turn(GoOn, TurnTests.Turn(GoOn, [], New).NewEvents, messages).Continuation!.Kept);
        Assert.Empty(TurnTests.Turn(GoOn, TurnTests.Turn(GoOn, [], Old).NewEvents, messages).Continuation!.Kept);
    }

    /// <summary>The event went to a wait of code that had ended, and was lost with it. Nothing is replayed after an end.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(Courses.LikeMicrosofts)]
    public void What_comes_in_the_same_turn_after_the_end_is_for_the_next_execution(int course)
    {
        static async Task<object?> Round(TaskOrchestrationContext context)
        {
            _ = context.WaitForExternalEvent<string>("stop");
            await context.CallActivityAsync("Run");
            context.ContinueAsNew("next");
            return null;
        }

        HistoryEvent[] after = [Raised("stop"), new ExecutionSuspended(Noon, "pause")];
        var begun = TurnTests.Turn(Round, [], Old with { Course = course }).NewEvents;

        var turn = TurnTests.Turn(Round, begun, [new TaskCompleted(Noon, 0, null), .. after]);

        Assert.Equal(after, turn.Continuation!.Kept);
    }

    /// <summary>Which of two waits gets an event.</summary>
    private static async Task<object?> HearOneOfTwo(TaskOrchestrationContext context)
    {
        var first = context.WaitForExternalEvent<string>("go");
        var second = context.WaitForExternalEvent<string>("go");
        return await Task.WhenAny(first, second) == first ? "first" : "second";
    }

    private static EventRaised Raised(string name) => new(Noon, name, $"\"{name}\"");
}
