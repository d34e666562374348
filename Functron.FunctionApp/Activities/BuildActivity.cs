using Functron.Execution.Build;
using Functron.Execution.Run;
using Microsoft.Azure.Functions.Worker;

namespace Functron.FunctionApp.Activities;

/// <summary>Builds the image; a build that the user's Dockerfile fails is a result, written here.</summary>
public sealed class BuildActivity(ImageBuilder builder)
{
    [Function(nameof(BuildActivity))]
    public Task<BuildOutcome> RunAsync([ActivityTrigger] RunOrder order, CancellationToken cancellationToken) =>
        builder.BuildAsync(order, cancellationToken);
}
