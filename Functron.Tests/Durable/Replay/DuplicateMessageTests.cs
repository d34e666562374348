using Functron.Hosting.Durable.History;
using Functron.Hosting.Durable.Replay;

using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Functron.Tests.Durable.Replay;

/// <summary>A message that comes twice, as after a crash, has its effect once.</summary>
public sealed class DuplicateMessageTests
{
    private static readonly DateTime Noon = new(2030, 1, 1, 12, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime Later = Noon.AddSeconds(10);
    private static readonly ExecutionStarted Started = new(Noon, "Race", "execution", "\"in\"");

    public static TheoryData<int> Repeatable => [0, 1, 2, 3, 4];

    [Theory]
    [MemberData(nameof(Repeatable))]
    public void A_message_that_came_twice_changes_nothing(int kind)
    {
        var begun = TurnTests.Turn(Joins, [], Started).NewEvents;
        var (message, other) = Twice(kind);
        var once = TurnTests.Turn(Joins, begun, message);
        Assert.Equal(OrchestrationRuntimeStatus.Running, once.Status);

        // In the turn after it, in the same turn, and in the history that is replayed; also with another word than the first.
        foreach (var again in new[] { message, other })
        {
            var next = TurnTests.Turn(Joins, [.. begun, .. once.NewEvents], again);
            var same = TurnTests.Turn(Joins, begun, message, again);
            AssertSame(once, next);
            AssertSame(once, same);
            AssertSame(once, TurnTests.Turn(Joins, [.. begun, .. once.NewEvents, .. next.NewEvents], again));
        }
    }

    /// <summary>A message, and another one that contradicts it about the same call.</summary>
    private static (HistoryEvent Message, HistoryEvent Other) Twice(int kind)
    {
        var failure = new TaskFailureDetails("System.IO.IOException", "no disk", null, null, null);
        return kind switch
        {
            0 => (new TaskCompleted(Later, 0, "\"done\""), new TaskCompleted(Later, 0, "\"other\"")),
            1 => (new TaskCompleted(Later, 0, "\"done\""), new TaskFailed(Later, 0, failure)),
            2 => (new TimerFired(Later, 1), new TimerFired(Later.AddSeconds(1), 1)),
            3 => (new SubOrchestrationInstanceCompleted(Later, 2, "\"done\""), new SubOrchestrationInstanceFailed(Later, 2, failure)),
            _ => (new TaskFailed(Later, 0, failure), new TaskCompleted(Later, 0, "\"late\"")),
        };
    }

    private static void AssertSame(TurnOutcome once, TurnOutcome again)
    {
        Assert.Equal(once.Status, again.Status);
        Assert.Equal(once.CustomStatus, again.CustomStatus);
        Assert.Empty(again.Activities);
        Assert.Empty(again.Children);
        Assert.Empty(again.Timers);
        Assert.Empty(again.CancelledTimers);
    }

    /// <summary>Waits for all of an activity, a timer and a sub-orchestration, and shows what came of them so far.</summary>
    private static async Task<object?> Joins(TaskOrchestrationContext context)
    {
        var told = "";
        async Task Tell(Task<string> call)
        {
            try
            {
                told += $"{await call};";
            }
            catch (TaskFailedException failed)
            {
                told += $"{failed.FailureDetails.ErrorMessage};";
            }

            context.SetCustomStatus(told);
        }

        async Task<string> Slept(Task timer)
        {
            await timer;
            return "slept";
        }

        context.SetCustomStatus(told);
        await Task.WhenAll(
            Tell(context.CallActivityAsync<string>("Run")),
            Tell(Slept(context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None))),
            Tell(context.CallSubOrchestratorAsync<string>("Child")));
        return told;
    }
}
