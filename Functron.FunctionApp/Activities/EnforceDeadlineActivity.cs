using Functron.Execution;
using Functron.Execution.Run;
using Functron.Execution.Run.Stopping;
using Microsoft.Azure.Functions.Worker;

namespace Functron.FunctionApp.Activities;

/// <summary>Kills the function if its time is over; never waits behind running functions.</summary>
public sealed class EnforceDeadlineActivity(InvocationSteps steps, SlotNotices notices)
{
    [Function(nameof(EnforceDeadlineActivity))]
    public async Task<DeadlineCheck> RunAsync([ActivityTrigger] RunOrder order, CancellationToken cancellationToken)
    {
        var seen = await steps.EnforceDeadlineAsync(order, cancellationToken);

        // Where nobody would be told of the slot, the next look comes by the clock.
        return seen.State == DeadlineState.Queued && !notices.CanBeSent ? seen with { State = DeadlineState.NotStarted } : seen;
    }
}
