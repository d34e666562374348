using Functron.Execution.Build;
using Functron.Execution.Cleanup;
using Functron.Execution.Run;
using Functron.FunctionApp.Activities;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Functron.FunctionApp.Orchestration;

/// <summary>Build → run, raced against a durable timer and a cancel event → clean up, always.</summary>
public static class InvocationOrchestrator
{
    /// <summary>Raise it to stop the invocation in whichever phase it is.</summary>
    public const string CancelEvent = "cancel";

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
            build = await BuildAsync(context, order, retries, cancel);
            if (build is { Succeeded: true, ImageId: { } imageId })
            {
                context.SetCustomStatus(Phase.Running);
                run = await RunAsync(context, new ImageRun(order, imageId), retries, cancel);
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
        return new InvocationOutcome(order.RunId, build.Succeeded, run?.ExitCode, run?.TimedOut ?? false, run?.Cancelled ?? cancel.IsCompletedSuccessfully,
            cleanup.Milliseconds, cleanup.Out, cleanup.Err);
    }

    private static async Task<BuildOutcome> BuildAsync(TaskOrchestrationContext context, RunOrder order, Retries retries, Task cancel)
    {
        Task<BuildOutcome> build = context.CallActivityAsync<BuildOutcome>(nameof(BuildActivity), order, retries.Build);
        if (await Task.WhenAny(build, cancel) == cancel)
            await context.CallActivityAsync(nameof(CancelActivity), order, retries.Cancel);
        return await build; // a cancelled build ends at once
    }

    /// <summary>
    /// The run activity keeps the deadline itself; the timer is what keeps it when that activity's worker is dead. A timer cannot
    /// know when the function started, so what it triggers asks the engine, and the next one is set by the answer.
    /// </summary>
    private static async Task<RunOutcome> RunAsync(TaskOrchestrationContext context, ImageRun input, Retries retries, Task cancel)
    {
        Task<RunOutcome> run = context.CallActivityAsync<RunOutcome>(nameof(RunActivity), input, retries.Run);
        var cancelled = false;
        var pacing = new DeadlinePacing(input.Order.TimeoutSeconds);
        while (true)
        {
            using var lost = new CancellationTokenSource();
            Task timer = context.CreateTimer(pacing.Next, lost.Token);
            Task first = await (cancelled ? Task.WhenAny(run, timer) : Task.WhenAny(run, cancel, timer));
            if (first == timer)
            {
                pacing.After(await EnforceAsync(context, input.Order));
                continue;
            }

            lost.Cancel();
            if (first == cancel)
            {
                cancelled = true;
                await context.CallActivityAsync(nameof(CancelActivity), input.Order, retries.Cancel);
            }
            else if (await run is { Busy: false } outcome)
            {
                return outcome;
            }
            else
            {
                await context.CreateTimer(DeadlinePacing.BusyPause, CancellationToken.None);
                run = context.CallActivityAsync<RunOutcome>(nameof(RunActivity), input, retries.Run);
            }
        }
    }

    /// <summary>That the engine does not answer now is no reason to give up a function that runs: the next look may find it.</summary>
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

    /// <summary>Whatever it came to. What the platform failed by is told when nothing more comes.</summary>
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
