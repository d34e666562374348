namespace Functron.Execution.Payloads;

/// <summary>
/// Bytes that arrive in pieces, few or many. They are kept in memory while they fit inline, and written to the store otherwise. Disposing
/// of it without a commit leaves nothing behind.
/// </summary>
internal sealed class PayloadSpool(IPayloadStore store, string key) : IAsyncDisposable
{
    private readonly MemoryStream _inline = new();
    private PayloadWriter? _writer;

    /// <summary>Bytes written so far.</summary>
    public long Length { get; private set; }

    /// <exception cref="IOException">The store's medium failed.</exception>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        Length += bytes.Length;
        if (_writer is null && Length > Payload.InlineLimit)
        {
            _writer = store.Create(key);
            await _writer.Stream.WriteAsync(_inline.GetBuffer().AsMemory(0, (int)_inline.Length), cancellationToken);
        }

        if (_writer is null)
            _inline.Write(bytes.Span);
        else
            await _writer.Stream.WriteAsync(bytes, cancellationToken);
    }

    /// <returns>The bytes themselves if they fit inline. Otherwise the key under which the store keeps them, durably.</returns>
    /// <exception cref="IOException">The store's medium failed.</exception>
    public async Task<Payload> CommitAsync(CancellationToken cancellationToken) =>
        _writer is null ? Payload.OfBytes(_inline.ToArray()) : await _writer.CommitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_writer is not null)
            await _writer.DisposeAsync();
    }
}
