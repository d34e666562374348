namespace Functron.Execution.Payloads;

/// <summary>
/// Bytes that a record refers to: few bytes are part of it, many are in the <see cref="IPayloadStore"/>. Exactly one of
/// <paramref name="Inline"/> and <paramref name="Key"/> is set.
/// </summary>
/// <param name="Length">Length in bytes.</param>
/// <param name="Inline">The bytes themselves (base64 in JSON), at most <see cref="InlineLimit"/> of them.</param>
/// <param name="Key">The key under which the store keeps them.</param>
public sealed record Payload(long Length, byte[]? Inline, string? Key)
{
    /// <summary>16 KiB. What is larger is kept in the store.</summary>
    internal const int InlineLimit = 16 * 1024;

    public static Payload Empty { get; } = new(0, [], null);

    internal static Payload OfBytes(byte[] bytes) => new(bytes.Length, bytes, null);

    public static Payload Stored(string key, long length) => new(length, null, key);
}
