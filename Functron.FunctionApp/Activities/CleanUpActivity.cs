using Functron.Execution;
using Functron.Execution.Cleanup;
using Functron.Execution.Run;
using Functron.FunctionApp.Admission;
using Microsoft.Azure.Functions.Worker;

namespace Functron.FunctionApp.Activities;

/// <summary>Removes the run's containers and image; reports what it could not.</summary>
public sealed class CleanUpActivity(InvocationSteps steps, InvocationQueue queue)
{
    [Function(nameof(CleanUpActivity))]
    public async Task<CleanupOutcome> RunAsync([ActivityTrigger] RunOrder order, CancellationToken cancellationToken)
    {
        var outcome = await steps.CleanUpAsync(order, cancellationToken);
        queue.Ended(order.InstanceId);
        return outcome;
    }
}
