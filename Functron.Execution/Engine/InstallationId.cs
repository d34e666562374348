using System.Text;
using Functron.Execution.Payloads;

namespace Functron.Execution.Engine;

/// <summary>
/// The id that tells this installation's containers and images from those of others on the same engine. It is made once and kept in the
/// payload store, so it survives restarts.
/// </summary>
internal sealed class InstallationId(IPayloadStore store)
{
    private const string Key = "installation";
    private readonly SemaphoreSlim _once = new(1);
    private string? _id;
    private bool _isNew;

    /// <summary>Whether this process made it, so that nothing on the engine can be this installation's from before.</summary>
    public async ValueTask<bool> IsNewAsync(CancellationToken cancellationToken)
    {
        await GetAsync(cancellationToken);
        return _isNew;
    }

    public async ValueTask<string> GetAsync(CancellationToken cancellationToken)
    {
        if (_id is { } known)
            return known;

        await _once.WaitAsync(cancellationToken);
        try
        {
            // Two hosts may share the store. The first writer wins, so the id is read back.
            if (!await store.ExistsAsync(Key, cancellationToken))
                _isNew = await store.TryCreateAsync(Key, Encoding.ASCII.GetBytes(Guid.NewGuid().ToString("N")), cancellationToken);

            await using var stream = await store.OpenReadAsync(Key, cancellationToken)
                ?? throw new IOException("The installation's id cannot be read back.");
            using var reader = new StreamReader(stream, Encoding.ASCII);
            return _id = (await reader.ReadToEndAsync(cancellationToken)).Trim();
        }
        finally
        {
            _once.Release();
        }
    }
}
