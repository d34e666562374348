using Functron.Execution.Payloads;
using Functron.Execution.Requests;
using Functron.Execution.Results;
using Functron.Execution.Run;
using Microsoft.Extensions.Logging;

namespace Functron.Execution.Build;

/// <summary>Keeps the end of a build: its log and, for the run, its record, or the result when it failed.</summary>
internal sealed class BuildEnd(
    IPayloadStore store, ResultStore results, BuildRecords records, TimeProvider time, ILogger<BuildEnd> logger)
{
    /// <remarks>The image is kept even when the run is stopped meanwhile.</remarks>
    /// <exception cref="IOException">The store's medium failed.</exception>
    public async Task<BuildOutcome> KeepAsync(RunOrder order, Invocation invocation, BuildWork work, MadeImage made)
    {
        var name = order.ResourceName();
        var record = new BuildRecord(
            made.Image?.Id ?? "",
            await store.KeepAsync(PayloadKeys.Run(order.InstanceId, order.RunId, "build-log"), work.Log.Text, CancellationToken.None),
            work.QueueMilliseconds,
            time.GetElapsedTime(work.Started).TotalMilliseconds);
        if (made is not { Image: { } image, Failure: null })
        {
            var failure = made.Failure ?? "";
            ExecutionLog.BuildFailed(logger, name, order.InstanceId, failure);
            var result = RunResult.Of(order, invocation, record, Ending.BuildFailed, time) with { BuildError = failure, ImageId = null };
            await results.TryWriteAsync(result, CancellationToken.None);
            return BuildOutcome.NoImage;
        }

        await records.WriteAsync(order, record, CancellationToken.None);
        ExecutionLog.Built(logger, name, order.InstanceId, record.BuildMilliseconds);
        return new BuildOutcome(true, image.Id);
    }
}
