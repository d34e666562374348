using Functron.Execution.Payloads;
using Functron.Tests.Payloads;

namespace Functron.Tests.FunctionApp.Http;

/// <summary>A payload store whose writes or reads fail by an exception that a test gives.</summary>
internal sealed class ThrowingStore : IPayloadStore
{
    private readonly MemoryStore _inner = new();

    /// <summary>For what the gate keeps of a request; null: it is kept.</summary>
    public Func<Exception>? Write { get; set; }

    /// <summary>For a result that is looked for; null: it is found if it is there.</summary>
    public Func<Exception>? Read { get; set; }

    public PayloadWriter Create(string key) => Write is { } fail ? throw fail() : _inner.Create(key);

    public Task<bool> TryCreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        Write is { } fail && key.EndsWith("/request.json", StringComparison.Ordinal)
            ? Task.FromException<bool>(fail())
            : _inner.TryCreateAsync(key, content, cancellationToken);

    public Task<Stream?> OpenReadAsync(string key, CancellationToken cancellationToken) =>
        Read is { } fail && key.EndsWith("/result.json", StringComparison.Ordinal)
            ? Task.FromException<Stream?>(fail())
            : _inner.OpenReadAsync(key, cancellationToken);

    public Task<bool> ExistsAsync(string key, CancellationToken cancellationToken) => _inner.ExistsAsync(key, cancellationToken);

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => _inner.DeleteAsync(key, cancellationToken);

    public Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken) =>
        _inner.ListAsync(prefix, cancellationToken);
}
