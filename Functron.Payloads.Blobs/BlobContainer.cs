using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace Functron.Payloads.Blobs;

/// <summary>The container, made at the first call that needs it, and the one way by which it is called.</summary>
internal sealed class BlobContainer
{
    // Nothing newer is needed, and an emulator of any age knows it.
    private const BlobClientOptions.ServiceVersion Version = BlobClientOptions.ServiceVersion.V2023_11_03;

    private readonly BlobContainerClient _client;
    private readonly SemaphoreSlim _making = new(1);
    private volatile bool _made;

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
        if (!_made)
            await MakeAsync(cancellationToken);
        return await BlobFailures.GuardAsync(
            async () =>
            {
                try
                {
                    return await call(_client);
                }
                catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.ContainerNotFound)
                {
                    _made = false; // somebody removed it: the next call makes it again
                    throw;
                }
            },
            cancellationToken);
    }

    private async Task MakeAsync(CancellationToken cancellationToken)
    {
        await _making.WaitAsync(cancellationToken);
        try
        {
            // Looked for first: who may only use the container is refused its making even where it is there.
            if (!_made)
            {
                await BlobFailures.GuardAsync(
                    async () => await _client.ExistsAsync(cancellationToken) || await _client.CreateIfNotExistsAsync(cancellationToken: cancellationToken) is not null,
                    cancellationToken);
            }

            _made = true;
        }
        finally
        {
            _making.Release();
        }
    }
}
