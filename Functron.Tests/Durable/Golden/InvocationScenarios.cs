using Functron.Execution.Build;
using Functron.Execution.Cleanup;
using Functron.Execution.Engine;
using Functron.Execution.Run;
using Functron.Execution.Run.Stopping;
using Functron.FunctionApp.Activities;
using Functron.FunctionApp.Orchestration;

namespace Functron.Tests.Durable.Golden;

/// <summary>The ways that an invocation of Functron can go. A script says what the Docker engine would do.</summary>
internal static class InvocationScenarios
{
    private static readonly InvocationTicket Ticket = new("invocation-1", "fn", 5);
    private static readonly InvocationTicket Second = Ticket with { Course = InvocationTicket.RepeatsLostWorkers };
    private static readonly InvocationTicket Third = Ticket with { Course = InvocationTicket.LeavesTheQueue };
    private static readonly InvocationTicket Fourth = Ticket with { Course = InvocationTicket.ClearsItsPhase };
    private static readonly BuildOutcome Queues = new(true, "sha256:image", RunWaits: true);
    private static readonly RunOutcome Killed = new(false, 137, true, false);
    private static readonly RunOutcome Cancelled = new(false, 137, false, true);

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("invocation-succeeded", async run =>
        {
            await BuiltAsync(run);
            await run.CompleteAsync(nameof(RunActivity), Ran(0));
            await CleanedUpAsync(run);
        }),
        new("invocation-exit-code", async run =>
        {
            await BuiltAsync(run);
            await run.CompleteAsync(nameof(RunActivity), Ran(3));
            await CleanedUpAsync(run);
        }),
        new("invocation-build-failed", async run =>
        {
            await StartAsync(run);
            await run.CompleteAsync(nameof(BuildActivity), new BuildOutcome(false, null));
            await CleanedUpAsync(run);
        }),
        new("invocation-timed-out", async run =>
        {
            await BuiltAsync(run);
            await LookAsync(run, new DeadlineCheck(DeadlineState.NotStarted, 0));
            await LookAsync(run, new DeadlineCheck(DeadlineState.Running, 4.5));
            await run.FireTimerAsync();
            await run.FailAsync(nameof(EnforceDeadlineActivity), new IOException("The engine did not answer."));
            await LookAsync(run, new DeadlineCheck(DeadlineState.Killed, 0));
            await run.CompleteAsync(nameof(RunActivity), Killed);
            await CleanedUpAsync(run);
        }),
        new("invocation-cancelled-while-building", async run =>
        {
            await StartAsync(run);
            await run.RaiseAsync(InvocationOrchestrator.CancelEvent);
            await run.CompleteAsync(nameof(CancelActivity), null);
            await run.CompleteAsync(nameof(BuildActivity), new BuildOutcome(false, null));
            await CleanedUpAsync(run);
        }),
        new("invocation-cancelled-while-running", async run =>
        {
            await BuiltAsync(run);
            await run.RaiseAsync(InvocationOrchestrator.CancelEvent);
            await run.FailAsync(nameof(CancelActivity), new IOException("The engine did not answer."));
            await run.FireTimerAsync();
            await run.CompleteAsync(nameof(CancelActivity), null);
            await LookAsync(run, new DeadlineCheck(DeadlineState.Ended, 0));
            await run.CompleteAsync(nameof(RunActivity), Cancelled);
            await CleanedUpAsync(run);
        }),
        new("invocation-engine-unreachable", async run =>
        {
            await BuiltAsync(run);
            await EngineAwayAsync(run);
            await run.FireTimerAsync();
            await EngineAwayAsync(run);
            await run.FireTimerAsync();
            await run.CompleteAsync(nameof(RunActivity), Ran(0));
            await CleanedUpAsync(run);
        }),
        new("invocation-no-slot", async run =>
        {
            await BuiltAsync(run);
            await run.CompleteAsync(nameof(RunActivity), new RunOutcome(true, null, false, false));
            await run.FireTimerAsync();
            await run.CompleteAsync(nameof(RunActivity), Ran(0));
            await CleanedUpAsync(run);
        }),
        new("invocation-run-failed", async run =>
        {
            await BuiltAsync(run);
            await run.FailAsync(nameof(RunActivity), new IOException("No space left on device"));
            await CleanedUpAsync(run);
        }),
        new("invocation-run-failed-and-told", async run =>
        {
            await BuiltAsync(run, Second);
            await run.FailAsync(nameof(RunActivity), new IOException("No space left on device"));
            await CleanedUpAsync(run);
        }),
        new("invocation-worker-lost", async run =>
        {
            await StartAsync(run, Second);
            await LoseWorkerAsync(run, nameof(BuildActivity));
            await run.CompleteAsync(nameof(BuildActivity), new BuildOutcome(true, "sha256:image"));
            await LoseWorkerAsync(run, nameof(RunActivity));
            await run.CompleteAsync(nameof(RunActivity), Ran(0));
            await LoseWorkerAsync(run, nameof(CleanUpActivity));
            await CleanedUpAsync(run);
        }),
        new("invocation-clean-up-failed", async run =>
        {
            await BuiltAsync(run);
            await run.CompleteAsync(nameof(RunActivity), Ran(0));
            await run.FailAsync(nameof(CleanUpActivity), new IOException("The engine did not answer."));
        }),
        new("invocation-wrong-input", run => run.StartAsync(nameof(InvocationOrchestrator), new { Colour = "green" })),
        new("invocation-free-slot", async run =>
        {
            await BuiltAsync(run, Third);
            await LookAsync(run, new DeadlineCheck(DeadlineState.Running, 4.5));
            await run.RaiseAsync(InvocationOrchestrator.CancelEvent);
            await run.CompleteAsync(nameof(CancelActivity), new StopOutcome(false));
            await run.CompleteAsync(nameof(RunActivity), Cancelled);
            await CleanedUpAsync(run);
        }),
        new("invocation-queued", async run =>
        {
            await StartAsync(run, Third);
            await run.CompleteAsync(nameof(BuildActivity), Queues);
            await run.RaiseAsync(InvocationOrchestrator.SlotEvent);
            await LookAsync(run, new DeadlineCheck(DeadlineState.Running, 4.5));
            await run.CompleteAsync(nameof(RunActivity), Ran(0));
            await CleanedUpAsync(run);
        }),
        new("invocation-found-queued", async run =>
        {
            await BuiltAsync(run, Third);
            await LookAsync(run, new DeadlineCheck(DeadlineState.Queued, 0));
            await run.RaiseAsync(InvocationOrchestrator.SlotEvent);
            await LookAsync(run, new DeadlineCheck(DeadlineState.NotStarted, 0));
            await LookAsync(run, new DeadlineCheck(DeadlineState.Killed, 0));
            await run.CompleteAsync(nameof(RunActivity), Killed);
            await CleanedUpAsync(run);
        }),
        new("invocation-cancelled-before-its-build", async run =>
        {
            await StartAsync(run, Third);
            await run.RaiseAsync(InvocationOrchestrator.CancelEvent);
            await run.CompleteAsync(nameof(CancelActivity), new StopOutcome(true));
            await CleanedUpAsync(run);
        }),
        new("invocation-cancelled-before-its-run", async run =>
        {
            await StartAsync(run, Third);
            await run.CompleteAsync(nameof(BuildActivity), Queues);
            await run.RaiseAsync(InvocationOrchestrator.CancelEvent);
            await run.CompleteAsync(nameof(CancelActivity), new StopOutcome(true));
            await CleanedUpAsync(run);
        }),
        new("invocation-ended-without-a-phase", async run =>
        {
            await BuiltAsync(run, Fourth);
            await run.CompleteAsync(nameof(RunActivity), Ran(0));
            await CleanedUpAsync(run);
        }),
        new("invocation-failed-without-a-phase", async run =>
        {
            await BuiltAsync(run, Fourth);
            await run.FailAsync(nameof(RunActivity), new IOException("No space left on device"));
            await CleanedUpAsync(run);
        }),
        new("invocation-terminated", async run =>
        {
            await BuiltAsync(run);
            await run.TerminateAsync();
        }),
    ];

    private static RunOutcome Ran(int exitCode) => new(false, exitCode, false, false);

    private static Task StartAsync(ScenarioRun run, InvocationTicket? ticket = null) =>
        run.StartAsync(nameof(InvocationOrchestrator), ticket ?? Ticket);

    private static async Task BuiltAsync(ScenarioRun run, InvocationTicket? ticket = null)
    {
        await StartAsync(run, ticket);
        await run.CompleteAsync(nameof(BuildActivity), new BuildOutcome(true, "sha256:image"));
    }

    private static async Task LookAsync(ScenarioRun run, DeadlineCheck seen)
    {
        await run.FireTimerAsync();
        await run.CompleteAsync(nameof(EnforceDeadlineActivity), seen);
    }

    private static Task EngineAwayAsync(ScenarioRun run)
        => run.FailAsync(nameof(RunActivity), new EngineUnreachableException("unix:///var/run/docker.sock", "The engine is away."));

    private static async Task LoseWorkerAsync(ScenarioRun run, string activity)
    {
        await run.FailAsync(activity, new Microsoft.Azure.WebJobs.Host.FunctionInvocationException());
        await run.FireTimerAsync();
    }

    private static Task CleanedUpAsync(ScenarioRun run) => run.CompleteAsync(nameof(CleanUpActivity), new CleanupOutcome(7, "", ""));
}
