using Functron.Execution.Engine;
using Functron.Execution.Payloads;
using Functron.Execution.Requests;
using Functron.Execution.Requests.Dockerfiles;
using Functron.Execution.Run;
using Functron.Execution.Run.Stopping;

namespace Functron.Execution.Build;

/// <summary>The build phase of one run. It uses what an earlier execution of it left, and ends early when the run is stopped.</summary>
internal sealed class BuildPhase(
    EarlierBuilds earlier,
    EngineArrival arrival,
    IPayloadStore store,
    ParsedDockerfiles dockerfiles,
    ImageSource images,
    StopIntents intents,
    EarlyStop earlyStop)
{
    public async Task<BuildOutcome> BuildAsync(RunOrder order, Invocation invocation, CancellationToken cancellationToken)
    {
        if (await earlier.EndedAsync(order, cancellationToken) is { } ended)
            return ended;
        await arrival.WaitAsync(invocation.AcceptedAt, cancellationToken);
        if (await earlier.BuiltAsync(order, cancellationToken) is { } built)
            return built;

        await using var stop = intents.Watch(order, cancellationToken);
        try
        {
            var dockerfile = dockerfiles.Of(await store.ReadAllAsync(invocation.Dockerfile, stop.Token)).ForBuild();
            return await images.GetAsync(order, invocation, dockerfile, stop.Token);
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            await earlyStop.EndAsync(new RunAttempt(order, invocation, "", null, 1), cancellationToken);
            return BuildOutcome.NoImage;
        }
    }
}
