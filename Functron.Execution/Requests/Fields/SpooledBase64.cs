using Functron.Execution.Payloads;
using Functron.Execution.Requests.Scanning;

namespace Functron.Execution.Requests.Fields;

/// <summary>The bytes that a field's base64 stands for, on their way into the payload store.</summary>
internal sealed class SpooledBase64(IPayloadStore store, string key) : IFieldText, IAsyncDisposable
{
    private readonly PayloadSpool _spool = new(store, key);
    private readonly Base64Pieces _base64 = new();

    /// <inheritdoc cref="Base64Pieces.Canonical"/>
    public bool Canonical => _base64.Canonical;

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> utf8, CancellationToken cancellationToken)
    {
        while (!utf8.IsEmpty && _base64.Valid)
        {
            var bytes = _base64.Decode(utf8, out utf8);
            await _spool.WriteAsync(bytes, cancellationToken);
        }
    }

    /// <returns>Null when the text was not base64.</returns>
    public async Task<Payload?> CommitAsync(CancellationToken cancellationToken)
    {
        _base64.Complete();
        return _base64.Valid ? await _spool.CommitAsync(cancellationToken) : null;
    }

    public ValueTask DisposeAsync() => _spool.DisposeAsync();
}
