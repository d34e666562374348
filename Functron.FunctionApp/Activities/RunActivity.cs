using Functron.Execution;
using Functron.Execution.Run;
using Functron.FunctionApp.Orchestration;
using Microsoft.Azure.Functions.Worker;

namespace Functron.FunctionApp.Activities;

/// <summary>Runs the function and writes its result; holds its deadline itself.</summary>
public sealed class RunActivity(InvocationSteps steps, SlotNotices notices)
{
    [Function(nameof(RunActivity))]
    public Task<RunOutcome> RunAsync([ActivityTrigger] ImageRun run, CancellationToken cancellationToken) =>
        steps.RunAsync(run.Order, run.ImageId, cancellationToken, waited =>
        {
            if (run.SlotNotice == SlotNotice.Always || (waited && run.SlotNotice == SlotNotice.WhenItWaited))
                notices.Send(run.Order);
        });
}
