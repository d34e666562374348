using System.Collections.Concurrent;
using Functron.Execution.Payloads;

namespace Functron.Tests.Payloads;

/// <summary>A store for tests of thousands of invocations, which need no disk. It counts what is opened.</summary>
internal sealed class MemoryStore : IPayloadStore
{
    private readonly ConcurrentDictionary<string, byte[]> _payloads = new();
    private int _reads;

    public int Reads => Volatile.Read(ref _reads);

    public PayloadWriter Create(string key) => new Writer(this, key);

    public Task<bool> TryCreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        Task.FromResult(_payloads.TryAdd(key, content.ToArray()));

    public Task<Stream?> OpenReadAsync(string key, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        return Task.FromResult<Stream?>(_payloads.TryGetValue(key, out var content) ? new MemoryStream(content, writable: false) : null);
    }

    public Task<bool> ExistsAsync(string key, CancellationToken cancellationToken) => Task.FromResult(_payloads.ContainsKey(key));

    public Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        foreach (var below in _payloads.Keys.Where(k => k == key || k.StartsWith(key + "/", StringComparison.Ordinal)))
            _payloads.TryRemove(below, out _);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>(
        [
            .. _payloads.Keys
                .Where(key => key.StartsWith(prefix + "/", StringComparison.Ordinal))
                .Select(key => key[(prefix.Length + 1)..].Split('/')[0])
                .Distinct(),
        ]);

    private sealed class Writer(MemoryStore store, string key) : PayloadWriter
    {
        private readonly MemoryStream _content = new();

        public override Stream Stream => _content;

        public override Task<Payload> CommitAsync(CancellationToken cancellationToken)
        {
            store._payloads[key] = _content.ToArray();
            return Task.FromResult(Payload.Stored(key, _content.Length));
        }

        public override ValueTask DisposeAsync() => _content.DisposeAsync();
    }
}
