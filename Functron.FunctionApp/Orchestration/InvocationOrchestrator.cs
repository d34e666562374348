using Functron.Execution.Build;
using Functron.Execution.Cleanup;
using Functron.Execution.Engine;
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

    /// <summary>A run that lost the engine finds its function again when that is back: half a minute is worth it.</summary>
    private static readonly TaskOptions UntilTheEngineIsBack = TaskOptions.FromRetryPolicy(
        new RetryPolicy(8, TimeSpan.FromSeconds(0.5), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromSeconds(10))
        {
            HandleFailure = failure => failure.IsCausedBy<EngineUnreachableException>(),
        });

    private static readonly TaskOptions Retried = TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromSeconds(1), backoffCoefficient: 2));

    [Function(nameof(InvocationOrchestrator))]
    public static async Task<InvocationOutcome> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var order = InvocationTicket.OrderFor(context.GetInput<InvocationTicket>(), context.InstanceId, context.NewGuid());
        using var ended = new CancellationTokenSource();
        Task cancel = context.WaitForExternalEvent<string>(CancelEvent, ended.Token);

        BuildOutcome build;
        RunOutcome? run = null;
        CleanupOutcome cleanup;
        try
        {
            context.SetCustomStatus(Phase.Building);
            build = await BuildAsync(context, order, cancel);
            if (build is { Succeeded: true, ImageId: { } imageId })
            {
                context.SetCustomStatus(Phase.Running);
                run = await RunAsync(context, new ImageRun(order, imageId), cancel);
            }
        }
        finally
        {
            context.SetCustomStatus(Phase.CleaningUp);
            cleanup = await context.CallActivityAsync<CleanupOutcome>(nameof(CleanUpActivity), order);
        }

        ended.Cancel();
        return new InvocationOutcome(order.RunId, build.Succeeded, run?.ExitCode, run?.TimedOut ?? false, run?.Cancelled ?? cancel.IsCompletedSuccessfully,
            cleanup.Milliseconds, cleanup.Out, cleanup.Err);
    }

    private static async Task<BuildOutcome> BuildAsync(TaskOrchestrationContext context, RunOrder order, Task cancel)
    {
        Task<BuildOutcome> build = context.CallActivityAsync<BuildOutcome>(nameof(BuildActivity), order);
        if (await Task.WhenAny(build, cancel) == cancel)
            await context.CallActivityAsync(nameof(CancelActivity), order, Retried);
        return await build; // a cancelled build ends at once
    }

    /// <summary>
    /// The run activity keeps the deadline itself; the timer is what keeps it when that activity's worker is dead. A timer cannot
    /// know when the function started, so what it triggers asks the engine, and the next one is set by the answer.
    /// </summary>
    private static async Task<RunOutcome> RunAsync(TaskOrchestrationContext context, ImageRun input, Task cancel)
    {
        Task<RunOutcome> run = context.CallActivityAsync<RunOutcome>(nameof(RunActivity), input, UntilTheEngineIsBack);
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
                await context.CallActivityAsync(nameof(CancelActivity), input.Order, Retried);
            }
            else if (await run is { Busy: false } outcome)
            {
                return outcome;
            }
            else
            {
                await context.CreateTimer(DeadlinePacing.BusyPause, CancellationToken.None);
                run = context.CallActivityAsync<RunOutcome>(nameof(RunActivity), input, UntilTheEngineIsBack);
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
}
