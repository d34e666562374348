namespace Functron.Execution.Payloads;

/// <summary>
/// Keeps what is too large for orchestration history. A key is a relative path of segments joined by '/';
/// a segment holds letters, digits, '.', '_', '-' and '%', and is neither "." nor "..".
/// Every write is durable when its task completes: after a crash the whole content is there, or none of it.
/// </summary>
/// <remarks>Errors of the medium, such as a full disk, are thrown as <see cref="IOException"/>.</remarks>
public interface IPayloadStore
{
    /// <summary>
    /// Opens a payload for writing. Nothing is visible under <paramref name="key"/> before <see cref="PayloadWriter.CommitAsync"/>.
    /// </summary>
    PayloadWriter Create(string key);

    /// <summary>
    /// Writes <paramref name="content"/> under <paramref name="key"/> unless that exists. False when another writer was first.
    /// </summary>
    Task<bool> TryCreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Opens a payload for reading, seekable. Null when there is none.</summary>
    Task<Stream?> OpenReadAsync(string key, CancellationToken cancellationToken);

    Task<bool> ExistsAsync(string key, CancellationToken cancellationToken);

    /// <summary>Removes the payload <paramref name="key"/>, or every payload below it. It succeeds when there is none.</summary>
    Task DeleteAsync(string key, CancellationToken cancellationToken);

    /// <summary>The names (last segments) directly below <paramref name="prefix"/>, in no order. Empty when there are none.</summary>
    Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken);
}

/// <summary>A payload that is being written. Disposing of it without a commit leaves nothing behind.</summary>
public abstract class PayloadWriter : IAsyncDisposable
{
    /// <summary>Takes the bytes. It is not seekable, and its caller must not dispose of it.</summary>
    public abstract Stream Stream { get; }

    /// <summary>Makes the payload durable and visible. It replaces an older one.</summary>
    public abstract Task<Payload> CommitAsync(CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}
