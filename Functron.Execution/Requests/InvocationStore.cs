using System.Text.Json;
using Functron.Execution.Payloads;

namespace Functron.Execution.Requests;

/// <summary>Keeps accepted invocations, one record beside its payloads.</summary>
public sealed class InvocationStore(IPayloadStore store)
{
    /// <summary>How long a removal may hold up the answer to a request that was refused anyway.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Makes the invocation durable; its stored payloads must be so already.</summary>
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

    /// <summary>Removes the invocation and its payloads; missing is done.</summary>
    /// <exception cref="IOException">The store's medium failed.</exception>
    public Task RemoveAsync(string invocationId, CancellationToken cancellationToken) =>
        store.DeleteAsync(PayloadKeys.Instance(invocationId), cancellationToken);

    /// <summary>
    /// Removes what was kept of an invocation that was not accepted. It is best effort: a store that hangs would keep the caller waiting for a second
    /// time, so the removal goes on by itself after <see cref="Patience"/>, and its failure is nobody's.
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
