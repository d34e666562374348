using Functron.Execution;
using Functron.Execution.Build;
using Functron.Execution.Run;
using Microsoft.Azure.Functions.Worker;

namespace Functron.FunctionApp.Activities;

/// <summary>Builds the image; a build that the user's Dockerfile fails is a result, written here.</summary>
public sealed class BuildActivity(InvocationSteps steps, SlotNotices notices)
{
    [Function(nameof(BuildActivity))]
    public async Task<BuildOutcome> RunAsync([ActivityTrigger] RunOrder order, CancellationToken cancellationToken)
    {
        var built = await steps.BuildAsync(order, cancellationToken);
        return built with { RunWaits = built.RunWaits && notices.CanBeSent };
    }
}
