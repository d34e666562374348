using Functron.Execution.Build;
using Functron.Execution.Cleanup;
using Functron.Execution.Engine;
using Functron.Execution.Requests;
using Functron.Execution.Run;
using Functron.Execution.Run.Stopping;
using Functron.FunctionApp.Activities;
using Functron.FunctionApp.Orchestration;
using Microsoft.DurableTask;

namespace Functron.Tests.FunctionApp;

public sealed class InvocationOrchestratorTests
{
    private static readonly InvocationTicket Ticket = new("invocation-1", "fn", 5);
    private static readonly InvocationTicket Latest = Ticket with { Course = InvocationTicket.LatestCourse };
    private static readonly BuildOutcome Built = new(true, "sha256:image");
    private static readonly CleanupOutcome Clean = new(7, "", "");

    private readonly ScriptedContext _context = new(Ticket);

    [Fact]
    public async Task An_invocation_is_built_run_and_cleaned_up_with_one_order()
    {
        var orchestration = InvocationOrchestrator.RunAsync(_context);
        _context.Complete(nameof(BuildActivity), Built);
        Assert.Equal(Phase.Running, _context.CustomStatus);
        _context.Complete(nameof(RunActivity), new RunOutcome(false, 3, false, false));
        _context.Complete(nameof(CleanUpActivity), Clean);
        var outcome = await orchestration;

        var order = new RunOrder("instance-1", "0123456789abcdef0123456789abcdef", "invocation-1", "fn", FunctionTimeout.OfSeconds(5));
        Assert.Equal([nameof(BuildActivity), nameof(RunActivity), nameof(CleanUpActivity)], _context.Calls);
        Assert.Equal([order, new ImageRun(order, "sha256:image"), order], _context.Inputs);
        Assert.Equal(new InvocationOutcome(order.RunId, true, 3, false, false, 7, "", ""), outcome);
        Assert.Empty(_context.OpenTimers);
    }

    [Fact]
    public async Task A_failed_build_is_cleaned_up_and_nothing_runs()
    {
        var orchestration = InvocationOrchestrator.RunAsync(_context);
        _context.Complete(nameof(BuildActivity), new BuildOutcome(false, null));
        _context.Complete(nameof(CleanUpActivity), Clean);

        Assert.False((await orchestration).BuildSucceeded);
        Assert.DoesNotContain(nameof(RunActivity), _context.Calls);
    }

    [Theory]
    [InlineData(nameof(BuildActivity))]
    [InlineData(nameof(RunActivity))]
    public async Task The_platforms_failure_is_cleaned_up_and_passed_on(string failing)
    {
        var orchestration = InvocationOrchestrator.RunAsync(_context);
        if (failing != nameof(BuildActivity))
            _context.Complete(nameof(BuildActivity), Built);
        _context.Fail(failing, new InvalidOperationException("engine"));
        Assert.False(orchestration.IsCompleted);
        _context.Complete(nameof(CleanUpActivity), Clean);

        Assert.Equal("engine", (await Assert.ThrowsAsync<InvalidOperationException>(() => orchestration)).Message);
        Assert.Empty(_context.OpenTimers);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(InvocationTicket.LatestCourse, true)]
    public async Task Why_the_platform_failed_stands_in_the_status_of_instances_that_began_so(int course, bool told)
    {
        var context = new ScriptedContext(Ticket with { Course = course });
        var orchestration = InvocationOrchestrator.RunAsync(context);
        context.Fail(nameof(BuildActivity), new TaskFailedException(
            nameof(BuildActivity), 0, new EngineUnreachableException("unix:///nowhere", "The engine is away.")));
        Assert.Equal(Phase.CleaningUp, context.CustomStatus);
        context.Complete(nameof(CleanUpActivity), Clean);

        await Assert.ThrowsAsync<TaskFailedException>(() => orchestration);
        var failure = context.CustomStatus as InvocationFailure;
        Assert.Equal(told, failure is { MayPass: true } && failure.Message.Contains("The engine is away."));
    }

    [Theory]
    [InlineData(InvocationTicket.LeavesTheQueue, Phase.CleaningUp)]
    [InlineData(InvocationTicket.LatestCourse, null)]
    public async Task An_ended_instance_that_began_so_has_no_phase(int course, string? phase)
    {
        var context = new ScriptedContext(Ticket with { Course = course });
        var orchestration = InvocationOrchestrator.RunAsync(context);
        context.Complete(nameof(BuildActivity), new BuildOutcome(false, null));
        Assert.Equal(Phase.CleaningUp, context.CustomStatus);
        context.Complete(nameof(CleanUpActivity), Clean);

        await orchestration;
        Assert.Equal(phase, context.CustomStatus);
    }

    [Fact]
    public async Task A_failed_clean_up_is_told_too()
    {
        var context = new ScriptedContext(Ticket with { Course = InvocationTicket.LatestCourse });
        var orchestration = InvocationOrchestrator.RunAsync(context);
        context.Complete(nameof(BuildActivity), new BuildOutcome(false, null));
        context.Fail(nameof(CleanUpActivity), new TaskFailedException(
            nameof(CleanUpActivity), 1, new IOException("No space left on device")));

        await Assert.ThrowsAsync<TaskFailedException>(() => orchestration);
        Assert.Equal(new InvocationFailure(true, "The data directory failed: No space left on device"), context.CustomStatus);
    }

    [Fact]
    public async Task When_the_timer_wins_the_deadline_is_enforced_and_the_next_look_is_set_by_the_answer()
    {
        var orchestration = InvocationOrchestrator.RunAsync(_context);
        _context.Complete(nameof(BuildActivity), Built);
        Assert.Equal([6], _context.OpenTimers);

        _context.FireTimer();
        _context.Complete(nameof(EnforceDeadlineActivity), new DeadlineCheck(DeadlineState.NotStarted, 0));
        Assert.Equal([1], _context.OpenTimers);
        _context.FireTimer();
        _context.Complete(nameof(EnforceDeadlineActivity), new DeadlineCheck(DeadlineState.Running, 4.5));
        Assert.Equal([4.5], _context.OpenTimers);
        _context.FireTimer();
        _context.Complete(nameof(EnforceDeadlineActivity), new DeadlineCheck(DeadlineState.Killed, 0));
        _context.Complete(nameof(RunActivity), new RunOutcome(false, 137, true, false));
        _context.Complete(nameof(CleanUpActivity), Clean);

        Assert.True((await orchestration).TimedOut);
        Assert.Equal(3, _context.Calls.Count(call => call == nameof(EnforceDeadlineActivity)));
        Assert.Empty(_context.OpenTimers);
    }

    [Fact]
    public async Task A_look_at_the_deadline_that_fails_does_not_give_the_running_function_up()
    {
        var orchestration = InvocationOrchestrator.RunAsync(_context);
        _context.Complete(nameof(BuildActivity), Built);
        _context.FireTimer();
        _context.Fail(nameof(EnforceDeadlineActivity), new TaskFailedException(
            nameof(EnforceDeadlineActivity), 2, new IOException("engine")));
        Assert.Equal([1], _context.OpenTimers);
        _context.Complete(nameof(RunActivity), new RunOutcome(false, 0, false, false));
        _context.Complete(nameof(CleanUpActivity), Clean);

        Assert.Equal(0, (await orchestration).ExitCode);
    }

    [Fact]
    public async Task A_run_that_found_no_slot_is_tried_again_on_a_short_timer()
    {
        var orchestration = InvocationOrchestrator.RunAsync(_context);
        _context.Complete(nameof(BuildActivity), Built);
        _context.Complete(nameof(RunActivity), new RunOutcome(true, null, false, false));
        Assert.Equal([DeadlinePacing.BusyPause.TotalSeconds], _context.OpenTimers);
        _context.FireTimer();
        _context.Complete(nameof(RunActivity), new RunOutcome(false, 0, false, false));
        _context.Complete(nameof(CleanUpActivity), Clean);

        Assert.Equal(0, (await orchestration).ExitCode);
        Assert.Equal([nameof(BuildActivity), nameof(RunActivity), nameof(RunActivity), nameof(CleanUpActivity)], _context.Calls);
    }

    [Fact]
    public async Task A_cancel_during_the_build_is_carried_out_once_and_the_build_is_waited_for()
    {
        var orchestration = InvocationOrchestrator.RunAsync(_context);
        _context.Raise(InvocationOrchestrator.CancelEvent);
        _context.Complete(nameof(CancelActivity), null);
        _context.Complete(nameof(BuildActivity), new BuildOutcome(false, null));
        _context.Complete(nameof(CleanUpActivity), Clean);

        Assert.True((await orchestration).Cancelled);
        Assert.Equal([nameof(BuildActivity), nameof(CancelActivity), nameof(CleanUpActivity)], _context.Calls);
    }

    [Fact]
    public async Task A_cancel_during_the_run_is_carried_out_once_and_the_run_is_waited_for()
    {
        var orchestration = InvocationOrchestrator.RunAsync(_context);
        _context.Complete(nameof(BuildActivity), Built);
        _context.Raise(InvocationOrchestrator.CancelEvent);
        _context.Complete(nameof(CancelActivity), null);
        _context.FireTimer();
        _context.Complete(nameof(EnforceDeadlineActivity), new DeadlineCheck(DeadlineState.Ended, 0));
        _context.Complete(nameof(RunActivity), new RunOutcome(false, 137, false, true));
        _context.Complete(nameof(CleanUpActivity), Clean);

        Assert.True((await orchestration).Cancelled);
        Assert.Single(_context.Calls, nameof(CancelActivity));
        Assert.Empty(_context.OpenTimers);
    }

    [Fact]
    public async Task What_waits_for_its_slot_has_no_timer_until_it_has_one()
    {
        var context = new ScriptedContext(Latest);
        var orchestration = InvocationOrchestrator.RunAsync(context);
        context.Complete(nameof(BuildActivity), Built with { RunWaits = true });
        Assert.Equal(SlotNotice.Always, ((ImageRun)context.Inputs[1]!).SlotNotice);
        Assert.Empty(context.OpenTimers);

        context.Raise(InvocationOrchestrator.SlotEvent);
        Assert.Equal([6], context.OpenTimers);
        context.FireTimer();
        context.Complete(nameof(EnforceDeadlineActivity), new DeadlineCheck(DeadlineState.Running, 4.5));
        Assert.Equal([4.5], context.OpenTimers);
        context.Complete(nameof(RunActivity), new RunOutcome(false, 0, false, false));
        context.Complete(nameof(CleanUpActivity), Clean);

        Assert.Equal(0, (await orchestration).ExitCode);
        Assert.Empty(context.OpenTimers);
    }

    [Fact]
    public async Task One_that_is_found_queued_is_not_looked_at_again_before_it_has_its_slot()
    {
        var context = new ScriptedContext(Latest);
        var orchestration = InvocationOrchestrator.RunAsync(context);
        context.Complete(nameof(BuildActivity), Built);
        Assert.Equal(SlotNotice.WhenItWaited, ((ImageRun)context.Inputs[1]!).SlotNotice);
        Assert.Equal([6], context.OpenTimers);
        context.FireTimer();
        context.Complete(nameof(EnforceDeadlineActivity), new DeadlineCheck(DeadlineState.Queued, 0));
        Assert.Empty(context.OpenTimers);

        context.Raise(InvocationOrchestrator.SlotEvent);
        Assert.Equal([6], context.OpenTimers);
        context.Complete(nameof(RunActivity), new RunOutcome(false, 0, false, false));
        context.Complete(nameof(CleanUpActivity), Clean);
        Assert.Equal(0, (await orchestration).ExitCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_has_not_begun_is_not_waited_for_once_it_is_cancelled(bool whileBuilding)
    {
        var context = new ScriptedContext(Latest);
        var orchestration = InvocationOrchestrator.RunAsync(context);
        if (!whileBuilding)
            context.Complete(nameof(BuildActivity), Built with { RunWaits = true });
        context.Raise(InvocationOrchestrator.CancelEvent);
        context.Complete(nameof(CancelActivity), new StopOutcome(true));
        context.Complete(nameof(CleanUpActivity), Clean);

        var outcome = await orchestration;
        Assert.Equal((true, null), (outcome.Cancelled, outcome.ExitCode));
        Assert.Empty(context.OpenTimers);
    }

    [Fact]
    public async Task Instances_of_an_earlier_course_wait_for_their_run_and_look_as_they_did()
    {
        var context = new ScriptedContext(Ticket with { Course = InvocationTicket.RepeatsLostWorkers });
        var orchestration = InvocationOrchestrator.RunAsync(context);
        context.Complete(nameof(BuildActivity), Built with { RunWaits = true });
        Assert.Equal([6], context.OpenTimers);
        context.FireTimer();
        context.Complete(nameof(EnforceDeadlineActivity), new DeadlineCheck(DeadlineState.Queued, 0));
        Assert.Equal([1], context.OpenTimers);
        context.Raise(InvocationOrchestrator.CancelEvent);
        context.Complete(nameof(CancelActivity), new StopOutcome(true));
        Assert.False(orchestration.IsCompleted);
        context.Complete(nameof(RunActivity), new RunOutcome(false, null, false, true));
        context.Complete(nameof(CleanUpActivity), Clean);
        Assert.True((await orchestration).Cancelled);
    }

    public static TheoryData<object?> NotMadeByTheGate => new(
        null,
        new InvocationTicket(null!, "fn", 5),
        new InvocationTicket("invocation-1", "", 5),
        new InvocationTicket("invocation-1", "fn", 0),
        new InvocationTicket("invocation-1", "fn", double.NaN));

    [Theory]
    [MemberData(nameof(NotMadeByTheGate))]
    public async Task An_input_that_the_gate_did_not_make_fails_with_a_message_and_calls_nothing(object? input)
    {
        var context = new ScriptedContext(input);

        var refused = await Assert.ThrowsAsync<InvalidInvocationException>(() => InvocationOrchestrator.RunAsync(context));
        Assert.Contains("instance-1", refused.Message);
        Assert.Empty(context.Calls);
    }
}
