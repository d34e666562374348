using System.Text.Json;
using Functron.Execution.Payloads;

namespace Functron.Execution.Requests;

/// <summary>Keeps accepted invocations, one record beside its payloads.</summary>
public sealed class InvocationStore(IPayloadStore store)
{
    /// <summary>Makes the invocation durable; its stored payloads must be so already.</summary>
    /// <exception cref="IOException">The store's medium failed.</exception>
    public async Task SaveAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var writer = store.Create(PayloadKeys.Request(invocation.InvocationId));
        await JsonSerializer.SerializeAsync(writer.Stream, invocation, cancellationToken: cancellationToken);
        await writer.CommitAsync(cancellationToken);
    }

    /// <returns>Null when the gate never accepted such an invocation, or it was purged.</returns>
    /// <exception cref="IOException">The store's medium failed.</exception>
    public async Task<Invocation?> LoadAsync(string invocationId, CancellationToken cancellationToken)
    {
        await using var content = await store.OpenReadAsync(PayloadKeys.Request(invocationId), cancellationToken);
        return content is null ? null : await JsonSerializer.DeserializeAsync<Invocation>(content, cancellationToken: cancellationToken);
    }

    /// <summary>Removes the invocation and its payloads; missing is done.</summary>
    /// <exception cref="IOException">The store's medium failed.</exception>
    public Task RemoveAsync(string invocationId, CancellationToken cancellationToken) =>
        store.DeleteAsync(PayloadKeys.Instance(invocationId), cancellationToken);
}
