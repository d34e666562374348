using Functron.Execution;
using Functron.Execution.Run;
using Functron.Execution.Run.Stopping;
using Microsoft.Azure.Functions.Worker;

namespace Functron.FunctionApp.Activities;

/// <summary>
/// Records that the run is to stop and stops it, in whichever phase it is: its build or run activity then ends at once, or has not begun
/// and need not be waited for.
/// </summary>
public sealed class CancelActivity(InvocationSteps steps)
{
    [Function(nameof(CancelActivity))]
    public Task<StopOutcome> RunAsync([ActivityTrigger] RunOrder order, CancellationToken cancellationToken) =>
        steps.CancelAsync(order, cancellationToken);
}
