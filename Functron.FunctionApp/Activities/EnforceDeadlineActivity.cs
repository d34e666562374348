using Functron.Execution.Run;
using Microsoft.Azure.Functions.Worker;

namespace Functron.FunctionApp.Activities;

/// <summary>Kills the function if its time is over; never waits behind running functions.</summary>
public sealed class EnforceDeadlineActivity(DeadlineEnforcer enforcer)
{
    [Function(nameof(EnforceDeadlineActivity))]
    public Task<DeadlineCheck> RunAsync([ActivityTrigger] RunOrder order, CancellationToken cancellationToken) =>
        enforcer.EnforceAsync(order, cancellationToken);
}
