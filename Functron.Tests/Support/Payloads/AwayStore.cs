using Functron.Execution.Payloads;

namespace Functron.Tests.Payloads;

/// <summary>A store that cannot be read for a number of reads.</summary>
internal sealed class AwayStore(IPayloadStore inner) : IPayloadStore
{
    private int _failing;

    /// <summary>How many reads failed.</summary>
    public int Failed { get; private set; }

    public void FailReads(int count) => _failing = count;

    public Task<Stream?> OpenReadAsync(string key, CancellationToken cancellationToken)
    {
        if (Interlocked.Decrement(ref _failing) < 0)
            return inner.OpenReadAsync(key, cancellationToken);
        Failed++;
        throw new IOException("The store is away.");
    }

    public PayloadWriter Create(string key) => inner.Create(key);

    public Task<bool> TryCreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        inner.TryCreateAsync(key, content, cancellationToken);

    public Task<bool> ExistsAsync(string key, CancellationToken cancellationToken) => inner.ExistsAsync(key, cancellationToken);

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => inner.DeleteAsync(key, cancellationToken);

    public Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken) =>
        inner.ListAsync(prefix, cancellationToken);
}
