namespace Functron.Execution.Payloads;

/// <summary>
/// Keeps what is too large for orchestration history. A key is a relative path of segments joined by '/';
/// a segment holds letters, digits, '.', '_', '-' and '%', and is neither "." nor "..".
/// Every write is durable when its task completes: after a crash the whole content is there, or none of it.
/// </summary>
/// <remarks>Errors of the medium surface as <see cref="IOException"/> (a full disk included).</remarks>
public interface IPayloadStore
{
    /// <summary>Opens a payload for writing; nothing is visible under <paramref name="key"/> before <see cref="PayloadWriter.CommitAsync"/>.</summary>
    PayloadWriter Create(string key);

    /// <summary>Writes <paramref name="content"/> under <paramref name="key"/> unless it exists; false when another writer was first.</summary>
    Task<bool> TryCreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Opens a payload for reading, seekable; null when there is none.</summary>
    Task<Stream?> OpenReadAsync(string key, CancellationToken cancellationToken);

    Task<bool> ExistsAsync(string key, CancellationToken cancellationToken);

    /// <summary>Removes the payload <paramref name="key"/>, or every payload below it; missing is done.</summary>
    Task DeleteAsync(string key, CancellationToken cancellationToken);

    /// <summary>The names (last segments) directly below <paramref name="prefix"/>, in no order; empty when there is none.</summary>
    Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken);
}

/// <summary>A payload being written. Disposing it without a commit leaves nothing behind.</summary>
public abstract class PayloadWriter : IAsyncDisposable
{
    /// <summary>Where the bytes go; not seekable, not to be disposed by the caller.</summary>
    public abstract Stream Stream { get; }

    /// <summary>Makes the payload durable and visible, replacing an older one.</summary>
    public abstract Task<Payload> CommitAsync(CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}
