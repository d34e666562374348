using Functron.Execution.Payloads;
using Functron.Execution.Results;
using Functron.Execution.Run;

namespace Functron.Execution.Build;

/// <summary>Keeps the record of each run's build in the payload store.</summary>
public sealed class BuildRecords(IPayloadStore store)
{
    public async Task<BuildRecord?> ReadAsync(RunOrder order, CancellationToken cancellationToken) =>
        await store.OpenReadAsync(Key(order), cancellationToken) is { } stream
            ? await ResultJson.ReadAsync<BuildRecord>(stream, cancellationToken)
            : null;

    /// <summary>Replaces the record of an earlier build whose image is gone.</summary>
    public async Task WriteAsync(RunOrder order, BuildRecord record, CancellationToken cancellationToken)
    {
        await using var writer = store.Create(Key(order));
        await writer.Stream.WriteAsync(ResultJson.Write(record), cancellationToken);
        await writer.CommitAsync(cancellationToken);
    }

    private static string Key(RunOrder order) => PayloadKeys.Run(order.InstanceId, order.RunId, "build.json");
}
