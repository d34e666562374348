using Functron.Execution.Payloads;
using Functron.Execution.Results;

namespace Functron.Execution.Run;

/// <summary>
/// Keeps what a run has to remember over a crash: small JSON records in the payload store, each under its own name below the run's key.
/// A record is durable as soon as it is written. The first writer wins, and everybody reads what that one wrote.
/// </summary>
internal sealed class RunRecords(IPayloadStore store)
{
    /// <returns>False when the run has a record of that name already. Then that record stands.</returns>
    /// <exception cref="IOException">The store's medium failed.</exception>
    public Task<bool> TryWriteAsync<T>(RunOrder order, string name, T record, CancellationToken cancellationToken) =>
        store.TryCreateAsync(Key(order, name), ResultJson.Write(record), cancellationToken);

    /// <summary>Writes the record, also in the place of an earlier one that does not hold any more.</summary>
    /// <exception cref="IOException">The store's medium failed.</exception>
    public async Task ReplaceAsync<T>(RunOrder order, string name, T record, CancellationToken cancellationToken)
    {
        await using var writer = store.Create(Key(order, name));
        await writer.Stream.WriteAsync(ResultJson.Write(record), cancellationToken);
        await writer.CommitAsync(cancellationToken);
    }

    /// <returns>Null when the run has no record of that name.</returns>
    /// <exception cref="IOException">The store's medium failed.</exception>
    public async Task<T?> ReadAsync<T>(RunOrder order, string name, CancellationToken cancellationToken)
        where T : class =>
        await store.OpenReadAsync(Key(order, name), cancellationToken) is { } stream
            ? await ResultJson.ReadAsync<T>(stream, cancellationToken)
            : null;

    /// <exception cref="IOException">The store's medium failed.</exception>
    public Task<bool> ExistsAsync(RunOrder order, string name, CancellationToken cancellationToken) =>
        store.ExistsAsync(Key(order, name), cancellationToken);

    /// <summary>Does nothing when the run has no record of that name.</summary>
    /// <exception cref="IOException">The store's medium failed.</exception>
    public Task RemoveAsync(RunOrder order, string name, CancellationToken cancellationToken) =>
        store.DeleteAsync(Key(order, name), cancellationToken);

    private static string Key(RunOrder order, string name) => PayloadKeys.Run(order.InstanceId, order.RunId, name);
}
