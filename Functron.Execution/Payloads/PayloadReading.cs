namespace Functron.Execution.Payloads;

/// <summary>Keeps and reads payloads, whether they are inline or in the store.</summary>
public static class PayloadReading
{
    /// <summary>Keeps few bytes inline, and many bytes in the store under <paramref name="key"/>.</summary>
    /// <exception cref="IOException">The store's medium failed.</exception>
    internal static async Task<Payload> KeepAsync(
        this IPayloadStore store, string key, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await using var spool = new PayloadSpool(store, key);
        await spool.WriteAsync(bytes, cancellationToken);
        return await spool.CommitAsync(cancellationToken);
    }

    /// <summary>Opens the bytes for reading, seekable.</summary>
    /// <exception cref="FileNotFoundException">The store has no such payload (any more).</exception>
    /// <exception cref="IOException">The store's medium failed.</exception>
    public static async Task<Stream> OpenAsync(this IPayloadStore store, Payload payload, CancellationToken cancellationToken)
    {
        if (payload.Inline is { } bytes)
            return new MemoryStream(bytes, writable: false);
        return await store.OpenReadAsync(payload.Key!, cancellationToken)
            ?? throw new FileNotFoundException($"The payload {payload.Key} is gone.", payload.Key);
    }

    /// <summary>All bytes, in memory.</summary>
    /// <exception cref="FileNotFoundException">The store has no such payload (any more).</exception>
    public static async Task<byte[]> ReadAllAsync(this IPayloadStore store, Payload payload, CancellationToken cancellationToken)
    {
        if (payload.Inline is { } inline)
            return inline;
        var bytes = new byte[payload.Length];
        await using var content = await store.OpenAsync(payload, cancellationToken);
        await content.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }
}
