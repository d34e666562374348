using Functron.Execution.Engine;
using Functron.Execution.Requests;
using Functron.Execution.Run;
using Functron.Execution.Run.Stopping;

namespace Functron.Execution.Build;

/// <summary>Makes the image of a run from the user's Dockerfile.</summary>
internal sealed class ImageBuilder(
    IContainerEngine engine, InvocationStore invocations, BuildPhase phase, EarlyStop earlyStop, StopPatience patience)
{
    /// <summary>
    /// Builds, or finds what an earlier call for the same run made. A build that failed or was stopped has its result written by then.
    /// </summary>
    /// <exception cref="EngineUnreachableException">The engine does not answer, or was lost for more than 30 s.</exception>
    public async Task<BuildOutcome> BuildAsync(RunOrder order, CancellationToken cancellationToken)
    {
        var invocation = await invocations.LoadForAsync(order, cancellationToken);
        var building = phase.BuildAsync(order, invocation, cancellationToken);
        try
        {
            if (await patience.WaitAsync(order, building, cancellationToken))
                return await building;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The run was terminated before there was anything to build. If it is the host that stops, the call below says so.
        }

        await earlyStop.EndAsync(new RunAttempt(order, invocation, "", null, 1), cancellationToken);
        return BuildOutcome.NoImage;
    }

    /// <summary>Others may remove an image while its run waits for a slot. Then it is built again.</summary>
    /// <returns>The id of the image to run. Null when it could not be built: then the result is written.</returns>
    public async Task<string?> EnsureAsync(RunOrder order, string imageId, CancellationToken cancellationToken) =>
        await engine.FindImageAsync(imageId, cancellationToken) is not null
            ? imageId
            : (await BuildAsync(order, cancellationToken)).ImageId;
}
