using Functron.Execution.Build;
using Functron.Execution.Run;
using Microsoft.Azure.Functions.Worker;

namespace Functron.FunctionApp.Activities;

/// <summary>Builds the image; a build that the user's Dockerfile fails is a result, written here.</summary>
public sealed class BuildActivity(ImageBuilder builder, RunsHere runs, RunSlots slots, SlotNotices notices)
{
    [Function(nameof(BuildActivity))]
    public async Task<BuildOutcome> RunAsync([ActivityTrigger] RunOrder order, CancellationToken cancellationToken)
    {
        using var here = await runs.TakeUpAsync(order, cancellationToken);
        var built = await builder.BuildAsync(order, cancellationToken);
        return built with { RunWaits = built.Succeeded && slots.AreTaken && notices.CanBeSent };
    }
}
