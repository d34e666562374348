using System.Text.Json;
using Functron.Execution.Payloads;

namespace Functron.Execution.Requests;

/// <summary>Keeps accepted invocations: one record each, in the folder of its payloads.</summary>
public sealed class InvocationStore(IPayloadStore store)
{
    /// <summary>How long a removal may delay the answer to a request that was refused.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Makes the invocation durable. Its stored payloads must be durable already.</summary>
    /// <exception cref="IOException">The store's medium failed.</exception>
    internal async Task SaveAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var writer = store.Create(PayloadKeys.Request(invocation.InvocationId));
        await JsonSerializer.SerializeAsync(writer.Stream, invocation, cancellationToken: cancellationToken);
        await writer.CommitAsync(cancellationToken);
    }

    /// <returns>Null when the gate never accepted such an invocation, or it was purged.</returns>
    /// <exception cref="IOException">The store's medium failed.</exception>
    internal async Task<Invocation?> LoadAsync(string invocationId, CancellationToken cancellationToken)
    {
        await using var content = await store.OpenReadAsync(PayloadKeys.Request(invocationId), cancellationToken);
        return content is null ? null : await JsonSerializer.DeserializeAsync<Invocation>(content, cancellationToken: cancellationToken);
    }

    /// <summary>Removes the invocation and its payloads. It succeeds when there are none.</summary>
    /// <exception cref="IOException">The store's medium failed.</exception>
    public Task RemoveAsync(string invocationId, CancellationToken cancellationToken) =>
        store.DeleteAsync(PayloadKeys.Instance(invocationId), cancellationToken);

    /// <summary>
    /// Removes what was kept of an invocation that was not accepted, if it can. A store that hangs would keep the caller waiting a second
    /// time, so after <see cref="Patience"/> the removal goes on by itself, and its failure is ignored.
    /// </summary>
    public async Task ForgetAsync(string invocationId, TimeProvider time)
    {
        try
        {
            await RemoveAsync(invocationId, CancellationToken.None).WaitAsync(Patience, time);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or TimeoutException)
        {
            // The look for forgotten folders removes what is left.
        }
    }
}
