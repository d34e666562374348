using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace Functron.Payloads.Blobs;

/// <summary>The container. The first call that needs it makes it, and all calls go through here.</summary>
internal sealed class BlobContainer
{
    // Nothing newer is needed, and an emulator of any age knows it.
    private const BlobClientOptions.ServiceVersion Version = BlobClientOptions.ServiceVersion.V2023_11_03;

    private readonly BlobContainerClient _client;
    private readonly Lock _lock = new();
    private Task? _made;

    public BlobContainer(BlobPayloadOptions options)
    {
        var client = new BlobClientOptions(Version)
        {
            Retry =
            {
                Mode = RetryMode.Exponential,
                MaxRetries = options.Retries,
                Delay = options.RetryDelay,
                NetworkTimeout = options.TryTimeout,
            },
        };
        if (options.Handler is { } handler)
            client.Transport = new HttpClientTransport(handler);
        _client = options.Connection.Open(client).GetBlobContainerClient(options.Container);
    }

    public BlockBlobClient Blob(string key) => _client.GetBlockBlobClient(key);

    /// <exception cref="IOException">The call failed, or took too long.</exception>
    public async Task<T> CallAsync<T>(Func<BlobContainerClient, Task<T>> call, CancellationToken cancellationToken)
    {
        await MadeAsync(cancellationToken);
        return await BlobFailures.GuardAsync(
            async () =>
            {
                try
                {
                    return await call(_client);
                }
                catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.ContainerNotFound)
                {
                    Forget(); // somebody removed it: the next call makes it again
                    throw;
                }
            },
            cancellationToken);
    }

    /// <summary>
    /// All who wait share one attempt, so that nobody waits for the attempts of others. After a failure the next call makes another one.
    /// </summary>
    private Task MadeAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_made is null or { IsFaulted: true })
                _made = MakeAsync();
            return _made.WaitAsync(cancellationToken);
        }
    }

    private void Forget()
    {
        lock (_lock)
            _made = null;
    }

    /// <summary>
    /// It looks for the container first: an identity that may only use the container may not call "create", even when it exists.
    /// </summary>
    private Task MakeAsync() => BlobFailures.GuardAsync(
        async () => await _client.ExistsAsync() || await _client.CreateIfNotExistsAsync() is not null,
        CancellationToken.None);
}
