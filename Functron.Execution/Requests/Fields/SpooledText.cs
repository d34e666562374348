using Functron.Execution.Payloads;
using Functron.Execution.Requests.Scanning;

namespace Functron.Execution.Requests.Fields;

/// <summary>The text of a field that may be long, on its way into the payload store.</summary>
internal sealed class SpooledText(IPayloadStore store, string key) : IFieldText, IAsyncDisposable
{
    private readonly PayloadSpool _spool = new(store, key);

    public ValueTask WriteAsync(ReadOnlyMemory<byte> utf8, CancellationToken cancellationToken) =>
        _spool.WriteAsync(utf8, cancellationToken);

    public Task<Payload> CommitAsync(CancellationToken cancellationToken) => _spool.CommitAsync(cancellationToken);

    public ValueTask DisposeAsync() => _spool.DisposeAsync();
}
