using Functron.Execution.Payloads;

namespace Functron.Tests.Payloads;

/// <summary>A store between whose writes this process can "crash".</summary>
internal sealed class FaultyStore(IPayloadStore inner) : IPayloadStore
{
    /// <summary>Thrown where a crash is wanted.</summary>
    public sealed class CrashException : Exception;

    /// <summary>Of the last segment of a key that is to be written: crash before it is.</summary>
    public string? CrashBefore { get; set; }

    /// <summary>Likewise: once it is written.</summary>
    public string? CrashAfter { get; set; }

    public PayloadWriter Create(string key) => inner.Create(key);

    public async Task<bool> TryCreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        Crash(key, CrashBefore);
        var first = await inner.TryCreateAsync(key, content, cancellationToken);
        Crash(key, CrashAfter);
        return first;
    }

    public Task<Stream?> OpenReadAsync(string key, CancellationToken cancellationToken) => inner.OpenReadAsync(key, cancellationToken);

    public Task<bool> ExistsAsync(string key, CancellationToken cancellationToken) => inner.ExistsAsync(key, cancellationToken);

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => inner.DeleteAsync(key, cancellationToken);

    public Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken) =>
        inner.ListAsync(prefix, cancellationToken);

    private static void Crash(string key, string? name)
    {
        if (name is not null && key.EndsWith("/" + name, StringComparison.Ordinal))
            throw new CrashException();
    }
}
