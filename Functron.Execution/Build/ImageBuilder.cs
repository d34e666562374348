using Functron.Execution.Engine;
using Functron.Execution.Requests;
using Functron.Execution.Run;

namespace Functron.Execution.Build;

/// <summary>Makes the image of a run from the user's Dockerfile.</summary>
public sealed class ImageBuilder
{
    private readonly IContainerEngine _engine;
    private readonly InvocationStore _invocations;
    private readonly BuildPhase _phase;
    private readonly EarlyStop _earlyStop;
    private readonly StopPatience _patience;

    internal ImageBuilder(
        IContainerEngine engine, InvocationStore invocations, BuildPhase phase, EarlyStop earlyStop, StopPatience patience)
    {
        _engine = engine;
        _invocations = invocations;
        _phase = phase;
        _earlyStop = earlyStop;
        _patience = patience;
    }

    /// <summary>
    /// Builds, or finds what an earlier call for the same run made. A build that failed or was stopped has its result written by then.
    /// </summary>
    /// <exception cref="EngineUnreachableException">The engine does not answer, or was lost for more than 30 s.</exception>
    public async Task<BuildOutcome> BuildAsync(RunOrder order, CancellationToken cancellationToken)
    {
        var invocation = await _invocations.LoadForAsync(order, cancellationToken);
        var building = _phase.BuildAsync(order, invocation, cancellationToken);
        try
        {
            if (await _patience.WaitAsync(order, building, cancellationToken))
                return await building;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The run was terminated before there was anything to build. If it is the host that stops, the call below says so.
        }

        await _earlyStop.EndAsync(order, invocation, null, attempt: 1, cancellationToken);
        return BuildOutcome.NoImage;
    }

    /// <summary>Others may remove an image while its run waits for a slot. Then it is built again.</summary>
    /// <returns>The id of the image to run. Null when it could not be built: then the result is written.</returns>
    internal async Task<string?> EnsureAsync(RunOrder order, string imageId, CancellationToken cancellationToken) =>
        await _engine.FindImageAsync(imageId, cancellationToken) is not null
            ? imageId
            : (await BuildAsync(order, cancellationToken)).ImageId;
}
