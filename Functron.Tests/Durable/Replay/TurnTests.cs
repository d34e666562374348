using Functron.Hosting.Durable.History;
using Functron.Hosting.Durable.Replay;
using Functron.Hosting.Functions;

using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;

namespace Functron.Tests.Durable.Replay;

/// <summary>Replay is a pure function: these tests put a written history in and look at the decisions.</summary>
public sealed class TurnTests
{
    private static readonly DateTime Noon = new(2030, 1, 1, 12, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime Later = Noon.AddSeconds(10);
    private static readonly DateTime Deadline = Noon.AddMinutes(1);
    private static readonly ExecutionStarted Started = new(Noon, "Race", "execution", "\"in\"");

    private static readonly HistoryEvent[] RaceBegun =
    [
        new OrchestratorStarted(Noon),
        Started,
        new TaskScheduled(Noon, 0, "Run", "\"in\""),
        new TimerCreated(Noon, 1, Deadline),
        new OrchestratorCompleted(Noon),
    ];

    [Fact]
    public void The_first_turn_asks_for_the_activity_and_the_timer()
    {
        var turn = Turn(Race, [], Started);

        Assert.Equal(OrchestrationRuntimeStatus.Running, turn.Status);
        Assert.Equal([new TaskScheduled(Later, 0, "Run", "\"in\"")], turn.Activities);
        Assert.Equal([new TimerCreated(Later, 1, Later.AddMinutes(1))], turn.Timers);
        Assert.Equal(
            ["OrchestratorStarted", "ExecutionStarted", "TaskScheduled", "TimerCreated", "OrchestratorCompleted"],
            turn.NewEvents.Select(happened => happened.GetType().Name));
    }

    [Fact]
    public void The_activity_wins_and_the_timer_is_cancelled()
    {
        var turn = Turn(Race, RaceBegun, new TaskCompleted(Later, 0, "\"done\""));

        Assert.Equal([1], turn.CancelledTimers);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, turn.Status);
        Assert.Equal("\"ran: done\"", turn.Output);
    }

    [Fact]
    public void The_timer_wins_and_the_deadline_is_enforced()
    {
        var turn = Turn(Race, RaceBegun, new TimerFired(Later, 1));

        Assert.Equal(OrchestrationRuntimeStatus.Running, turn.Status);
        Assert.Equal("Enforce", Assert.Single(turn.Activities).Name);
        Assert.Equal(2, turn.Activities[0].EventId);
        Assert.Empty(turn.CancelledTimers);
    }

    [Fact]
    public void The_cancel_event_wins_whatever_the_case_of_its_name()
    {
        var turn = Turn(Race, RaceBegun, new EventRaised(Later, "CANCEL", "\"stop\""));

        Assert.Equal("\"cancelled: stop\"", turn.Output);
        Assert.Equal([1], turn.CancelledTimers);
    }

    [Fact]
    public void Of_two_messages_in_one_turn_the_first_wins()
    {
        var turn = Turn(Race, RaceBegun, new TaskCompleted(Later, 0, "\"done\""), new TimerFired(Later, 1));

        Assert.Equal("\"ran: done\"", turn.Output);
    }

    [Fact]
    public void The_same_turn_always_has_the_same_outcome()
    {
        var one = Turn(Race, RaceBegun, new TaskCompleted(Later, 0, "\"done\""));
        var two = Turn(Race, RaceBegun, new TaskCompleted(Later, 0, "\"done\""));

        Assert.Equal(HistoryJson.WriteAll(one.NewEvents), HistoryJson.WriteAll(two.NewEvents));
    }

    [Fact]
    public void A_failure_is_thrown_into_the_orchestrator_and_fails_it_when_it_is_not_caught()
    {
        var details = new TaskFailureDetails("System.IO.IOException", "no disk", null, null, null);

        var turn = Turn(Race, RaceBegun, new TaskFailed(Later, 0, details));

        Assert.Equal(OrchestrationRuntimeStatus.Failed, turn.Status);
        Assert.Equal(details, turn.Failure!.InnerFailure);
        Assert.Equal(
            "Microsoft.DurableTask.TaskFailedException: Task 'Run' (#0) failed with an unhandled exception: no disk",
            turn.Output);
    }

    [Fact]
    public void A_termination_ends_the_instance_without_its_code()
    {
        var turn = Turn(_ => throw new InvalidOperationException("not to be run"), RaceBegun, new ExecutionTerminated(Later, "\"enough\""));

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, turn.Status);
        Assert.Equal("\"enough\"", turn.Output);
        Assert.False(turn.CustomStatusKnown);
    }

    [Fact]
    public void Retries_are_calls_and_durable_timers_of_their_own()
    {
        var policy = TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromSeconds(1), 2));
        async Task<object?> Retry(TaskOrchestrationContext context) => await context.CallActivityAsync<string>("Flaky", policy);
        var failure = new TaskFailureDetails("System.IO.IOException", "again", null, null, null);

        var history = Turn(Retry, [], Started).NewEvents;
        var first = Turn(Retry, history, new TaskFailed(Later, 0, failure));
        Assert.Equal(Later.AddSeconds(1), Assert.Single(first.Timers).FireAt);

        history = [.. history, .. first.NewEvents];
        var second = Turn(Retry, history, new TimerFired(Later, 1));
        Assert.Equal(2, Assert.Single(second.Activities).EventId);

        history = [.. history, .. second.NewEvents];
        var third = Turn(Retry, history, new TaskFailed(Later, 2, failure));
        Assert.Equal(Later.AddSeconds(2), Assert.Single(third.Timers).FireAt);

        history = [.. history, .. third.NewEvents];
        history = [.. history, .. Turn(Retry, history, new TimerFired(Later, 3)).NewEvents];
        var last = Turn(Retry, history, new TaskFailed(Later, 4, failure));
        Assert.Equal(OrchestrationRuntimeStatus.Failed, last.Status);
        Assert.Contains("(#4)", last.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_does_not_retry_what_it_does_not_handle()
    {
        var policy = new RetryPolicy(3, TimeSpan.FromSeconds(1)) { HandleFailure = failure => !failure.IsCausedBy<IOException>() };
        async Task<object?> Retry(TaskOrchestrationContext context)
            => await context.CallActivityAsync<string>("Flaky", TaskOptions.FromRetryPolicy(policy));
        var failure = new TaskFailureDetails("System.IO.FileNotFoundException", "gone", null, null, null);

        var turn = Turn(Retry, Turn(Retry, [], Started).NewEvents, new TaskFailed(Later, 0, failure));

        Assert.Equal(OrchestrationRuntimeStatus.Failed, turn.Status);
    }

    [Fact]
    public void A_retry_handler_decides_by_what_has_happened()
    {
        var seen = new List<int>();
        RetryHandler handler = retry =>
        {
            seen.Add(retry.LastAttemptNumber);
            return retry.LastFailure.ErrorMessage == "again";
        };
        async Task<object?> Retry(TaskOrchestrationContext context)
            => await context.CallActivityAsync<string>("Flaky", TaskOptions.FromRetryHandler(handler));
        var failure = new TaskFailureDetails("System.IO.IOException", "again", null, null, null);

        var turn = Turn(Retry, Turn(Retry, [], Started).NewEvents, new TaskFailed(Later, 0, failure));

        Assert.Equal([1], seen);
        Assert.Equal(1, Assert.Single(turn.Activities).EventId);
    }

    [Fact]
    public void The_orchestrators_clock_does_not_run_backwards()
    {
        var ahead = Later.AddHours(1);
        HistoryEvent[] history =
        [
            new OrchestratorStarted(ahead), Started, new TaskScheduled(ahead, 0, "Run", "\"in\""),
            new TimerCreated(ahead, 1, Deadline), new OrchestratorCompleted(ahead),
        ];

        var turn = Turn(Race, history, new TimerFired(Later, 1));

        Assert.Equal(ahead, turn.NewEvents[0].Timestamp);
    }

    [Fact]
    public void A_replay_safe_logger_is_silent_about_the_past()
    {
        var flags = new List<bool>();
        async Task<object?> Note(TaskOrchestrationContext context)
        {
            flags.Add(context.IsReplaying);
            await context.CallActivityAsync("Run");
            flags.Add(context.IsReplaying);
            return null;
        }

        var history = Turn(Note, [], Started).NewEvents;
        Turn(Note, history, new TaskCompleted(Later, 0, null));

        Assert.Equal([false, true, false], flags);
    }

    internal static TurnOutcome Turn(
        Func<TaskOrchestrationContext, Task<object?>> code,
        IReadOnlyList<HistoryEvent> past,
        params HistoryEvent[] messages)
        => OrchestratorTurn.Run(new TurnInput("instance", new OrchestratorFunction("Race", code), past, messages, Later)
        {
            Loggers = NullLoggerFactory.Instance,
        });

    private static async Task<object?> Race(TaskOrchestrationContext context)
    {
        using var end = new CancellationTokenSource();
        var run = context.CallActivityAsync<string>("Run", context.GetInput<string>());
        var deadline = context.CreateTimer(TimeSpan.FromMinutes(1), end.Token);
        var cancel = context.WaitForExternalEvent<string>("cancel", end.Token);
        var first = await Task.WhenAny(run, deadline, cancel);
        if (first == deadline)
            await context.CallActivityAsync("Enforce");
        end.Cancel();
        return first == cancel ? $"cancelled: {await cancel}" : $"ran: {await run}";
    }
}
