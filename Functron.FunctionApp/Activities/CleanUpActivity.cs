using Functron.Execution.Cleanup;
using Functron.Execution.Run;
using Microsoft.Azure.Functions.Worker;

namespace Functron.FunctionApp.Activities;

/// <summary>Removes the run's containers and image; reports what it could not.</summary>
public sealed class CleanUpActivity(ResourceCleaner cleaner, RunsHere runs)
{
    [Function(nameof(CleanUpActivity))]
    public Task<CleanupOutcome> RunAsync([ActivityTrigger] RunOrder order, CancellationToken cancellationToken)
    {
        runs.Ends(order);
        return cleaner.CleanUpAsync(order, cancellationToken);
    }
}
