using Functron.Execution.Engine;
using Functron.Execution.Results;
using Functron.Execution.Run;
using Functron.Execution.Run.Stopping;

namespace Functron.Execution.Build;

/// <summary>
/// What an earlier execution of the same build left. An activity is repeated after a crash, and then must not build twice.
/// </summary>
internal sealed class EarlierBuilds(IContainerEngine engine, ResultStore results, BuildRecords records, StopIntents intents)
{
    /// <returns>Null when the run has no result yet.</returns>
    public async Task<BuildOutcome?> EndedAsync(RunOrder order, CancellationToken cancellationToken) =>
        await results.ReadAsync(order, cancellationToken) is { } result
            ? new BuildOutcome(result.ImageId is not null, result.ImageId)
            : null;

    /// <returns>Null when the run has no image yet, when its image is gone, and when the run is to stop.</returns>
    public async Task<BuildOutcome?> BuiltAsync(RunOrder order, CancellationToken cancellationToken)
    {
        if (await intents.ReadAsync(order, cancellationToken) is not null
            || await records.ReadAsync(order, cancellationToken) is not { } record)
            return null;
        return await engine.FindImageAsync(record.ImageId, cancellationToken) is null ? null : new BuildOutcome(true, record.ImageId);
    }
}
