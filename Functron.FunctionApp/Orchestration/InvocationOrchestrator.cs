using Functron.Execution.Build;
using Functron.Execution.Cleanup;
using Functron.Execution.Run;
using Functron.Execution.Run.Stopping;
using Functron.FunctionApp.Activities;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Functron.FunctionApp.Orchestration;

/// <summary>Build → run, raced against a durable timer and a cancel event → clean up, always.</summary>
public static class InvocationOrchestrator
{
    /// <summary>Raise it to stop the invocation in whichever phase it is.</summary>
    public const string CancelEvent = "cancel";

    /// <summary>Raised by Functron itself when a run that waited for its slot has it.</summary>
    public const string SlotEvent = "slot";

    [Function(nameof(InvocationOrchestrator))]
    public static async Task<InvocationOutcome> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var ticket = context.GetInput<InvocationTicket>();
        var order = InvocationTicket.OrderFor(ticket, context.InstanceId, context.NewGuid());
        var retries = Retries.For(ticket!);
        using var ended = new CancellationTokenSource();
        Task cancel = context.WaitForExternalEvent<string>(CancelEvent, ended.Token);

        BuildOutcome build;
        RunOutcome? run = null;
        CleanupOutcome cleanup;
        TaskFailureDetails? failure = null;
        try
        {
            context.SetCustomStatus(Phase.Building);
            build = await BuildAsync(context, order, retries, ticket!, cancel);
            if (build is { Succeeded: true, ImageId: { } imageId })
            {
                context.SetCustomStatus(Phase.Running);
                var notice = ticket!.Course < InvocationTicket.LeavesTheQueue ? SlotNotice.Never
                    : build.RunWaits ? SlotNotice.Always
                    : SlotNotice.WhenItWaited;
                run = await RunAsync(context, new ImageRun(order, imageId, notice), retries, cancel, ended.Token);
            }
        }
        catch (TaskFailedException e)
        {
            failure = e.FailureDetails;
            throw;
        }
        finally
        {
            cleanup = await CleanUpAsync(context, order, retries, ticket!, failure);
        }

        ended.Cancel();
        if (ticket!.Course >= InvocationTicket.ClearsItsPhase)
            context.SetCustomStatus(null);
        return new InvocationOutcome(
            order.RunId, build.Succeeded, run?.ExitCode, run?.TimedOut ?? false, run?.Cancelled ?? cancel.IsCompletedSuccessfully,
            cleanup.Milliseconds, cleanup.Out, cleanup.Err);
    }

    private static async Task<BuildOutcome> BuildAsync(
        TaskOrchestrationContext context, RunOrder order, Retries retries, InvocationTicket ticket, Task cancel)
    {
        Task<BuildOutcome> build = context.CallActivityAsync<BuildOutcome>(nameof(BuildActivity), order, retries.Build);
        if (await Task.WhenAny(build, cancel) == cancel
            && await StopAsync(context, order, retries)
            && ticket.Course >= InvocationTicket.LeavesTheQueue)
            return new BuildOutcome(false, null);
        return await build; // a cancelled build ends at once
    }

    /// <summary>
    /// The run activity keeps the deadline itself. The timer keeps it when that activity's worker is dead. The timer races the run, not the
    /// wait for a slot: a run that has to wait tells when it has its slot. A timer cannot know when the function started, so what it
    /// triggers asks the engine, and the answer sets the next timer.
    /// </summary>
    private static async Task<RunOutcome> RunAsync(
        TaskOrchestrationContext context, ImageRun input, Retries retries, Task cancel, CancellationToken ended)
    {
        Task<RunOutcome> run = context.CallActivityAsync<RunOutcome>(nameof(RunActivity), input, retries.Run);
        Task? slot = input.SlotNotice == SlotNotice.Always ? SlotAsync(context, ended) : null;
        var cancelled = false;
        var pacing = new DeadlinePacing(input.Order.Timeout);
        while (true)
        {
            using var lost = new CancellationTokenSource();
            Task next = slot ?? context.CreateTimer(pacing.Next, lost.Token);
            Task first = await (cancelled ? Task.WhenAny(run, next) : Task.WhenAny(run, cancel, next));
            if (first == slot)
            {
                slot = null;
                pacing = new DeadlinePacing(input.Order.Timeout);
                continue;
            }

            if (first == next)
            {
                var seen = await EnforceAsync(context, input.Order);
                if (seen.State == DeadlineState.Queued && input.SlotNotice != SlotNotice.Never)
                    slot = SlotAsync(context, ended);
                else
                    pacing.After(seen);
                continue;
            }

            lost.Cancel();
            if (first == cancel)
            {
                cancelled = true;
                if (await StopAsync(context, input.Order, retries) && input.SlotNotice != SlotNotice.Never)
                    return new RunOutcome(Busy: false, null, false, Cancelled: true);
            }
            else if (await run is { Busy: false } outcome)
            {
                return outcome;
            }
            else
            {
                slot = null;
                await context.CreateTimer(DeadlinePacing.BusyPause, CancellationToken.None);
                run = context.CallActivityAsync<RunOutcome>(nameof(RunActivity), input, retries.Run);
            }
        }
    }

    private static Task SlotAsync(TaskOrchestrationContext context, CancellationToken ended) =>
        context.WaitForExternalEvent<string>(SlotEvent, ended);

    /// <returns>Whether nothing had begun: then the result is written, and whatever waits to begin finds it.</returns>
    private static async Task<bool> StopAsync(TaskOrchestrationContext context, RunOrder order, Retries retries) =>
        await context.CallActivityAsync<StopOutcome?>(nameof(CancelActivity), order, retries.Cancel) is { Ended: true };

    /// <summary>When the engine does not answer now, a running function is not given up: the next look may find it.</summary>
    private static async Task<DeadlineCheck> EnforceAsync(TaskOrchestrationContext context, RunOrder order)
    {
        try
        {
            return await context.CallActivityAsync<DeadlineCheck>(nameof(EnforceDeadlineActivity), order);
        }
        catch (TaskFailedException)
        {
            return new DeadlineCheck(DeadlineState.NotStarted, 0);
        }
    }

    /// <summary>
    /// Always runs, however the run ended. The platform's failure becomes the custom status here, when nothing overwrites it any more.
    /// </summary>
    private static async Task<CleanupOutcome> CleanUpAsync(
        TaskOrchestrationContext context, RunOrder order, Retries retries, InvocationTicket ticket, TaskFailureDetails? failure)
    {
        context.SetCustomStatus(Phase.CleaningUp);
        try
        {
            return await context.CallActivityAsync<CleanupOutcome>(nameof(CleanUpActivity), order, retries.CleanUp);
        }
        catch (TaskFailedException e)
        {
            failure ??= e.FailureDetails;
            throw;
        }
        finally
        {
            if (failure is not null && ticket.Course >= InvocationTicket.RepeatsLostWorkers)
                context.SetCustomStatus(InvocationFailure.Of(failure));
        }
    }
}
