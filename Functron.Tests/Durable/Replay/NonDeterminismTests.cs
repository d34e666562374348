using Functron.Hosting.Durable.History;
using Functron.Hosting.Durable.Replay;

using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Functron.Tests.Durable.Replay;

public sealed class NonDeterminismTests
{
    private static readonly DateTime Noon = new(2030, 1, 1, 12, 0, 0, DateTimeKind.Utc);

    public static TheoryData<string, string, string[]> Changes => new()
    {
        // What was recorded, what the code does now, and what the message names.
        { "activity A", "activity B", ["TaskScheduled 'A' (#0)", "TaskScheduled 'B' (#0)"] },
        { "activity A", "timer", ["TaskScheduled 'A' (#0)", "TimerCreated (#0)"] },
        { "timer", "activity A", ["TimerCreated (#0)", "TaskScheduled 'A' (#0)"] },
        { "activity A", "event", ["TaskScheduled 'A' (#0)", "asks for nothing"] },
        { "activity A", "end", ["TaskScheduled 'A' (#0)", "ends"] },
        { "activity A", "failure", ["TaskScheduled 'A' (#0)", "System.InvalidOperationException: changed"] },
        { "event", "activity A", ["TaskScheduled 'A' (#0)", "nothing"] },
        { "event", "end", ["ends", "goes on"] },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Code_that_differs_from_its_history_fails_with_both_sides_named(string then, string now, string[] named)
    {
        var started = new ExecutionStarted(Noon, "Race", "execution", null);
        var history = TurnTests.Turn(Code(then), [], started).NewEvents;

        var turn = TurnTests.Turn(Code(now), history, new EventRaised(Noon, "other", null));

        Assert.Equal(OrchestrationRuntimeStatus.Failed, turn.Status);
        Assert.True(turn.Failure!.IsCausedBy<NonDeterministicOrchestrationException>());
        Assert.All(named, part => Assert.Contains(part, turn.Failure.ErrorMessage, StringComparison.Ordinal));
        Assert.Empty(turn.Activities);
        Assert.Empty(turn.Timers);
    }

    [Theory]
    [InlineData("activity A", "activity a")]
    [InlineData("timer", "later timer")]
    public void A_name_in_another_case_and_a_timer_of_another_length_are_no_difference(string then, string now)
    {
        var started = new ExecutionStarted(Noon, "Race", "execution", null);
        var history = TurnTests.Turn(Code(then), [], started).NewEvents;

        var turn = TurnTests.Turn(Code(now), history, new EventRaised(Noon, "other", null));

        Assert.Equal(OrchestrationRuntimeStatus.Running, turn.Status);
    }

    private static Func<TaskOrchestrationContext, Task<object?>> Code(string what) => async context =>
    {
        await (what switch
        {
            "timer" => context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None),
            "later timer" => context.CreateTimer(TimeSpan.FromMinutes(2), CancellationToken.None),
            "event" => context.WaitForExternalEvent<string>("go"),
            "end" => Task.CompletedTask,
            "failure" => throw new InvalidOperationException("changed"),
            _ => context.CallActivityAsync(what["activity ".Length..]),
        });
        return null;
    };
}
