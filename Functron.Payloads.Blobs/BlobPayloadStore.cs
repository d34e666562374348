using Azure;
using Azure.Storage.Blobs.Models;
using Functron.Execution.Payloads;

namespace Functron.Payloads.Blobs;

/// <summary>
/// Payloads as block blobs; the name of each is its key. The service makes a blob visible only when it is whole. So a crash leaves
/// nothing but blocks that belong to no blob, and the service drops these after a week.
/// </summary>
/// <remarks>
/// Two writers of one key share its blocks. If both write more than a block, the second one to commit finds its blocks gone. It succeeds
/// if it wrote the same bytes, and fails otherwise.
/// </remarks>
internal sealed class BlobPayloadStore(BlobPayloadOptions options) : IPayloadStore
{
    private const string WriterMark = "functron_writer";
    private const int Deletions = 8;

    private readonly BlobContainer _container = new(options);

    public PayloadWriter Create(string key) => new BlobPayloadWriter(_container, Checked(key), options.BlockBytes);

    public async Task<bool> TryCreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var blob = _container.Blob(Checked(key));
        var writer = Guid.NewGuid().ToString("N");
        var upload = new BlobUploadOptions
        {
            Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
            Metadata = new Dictionary<string, string> { [WriterMark] = writer },
        };
        return await _container.CallAsync(
            async _ =>
            {
                try
                {
                    using var bytes = BinaryData.FromBytes(content).ToStream();
                    await blob.UploadAsync(bytes, upload, cancellationToken);
                    return true;
                }
                catch (RequestFailedException e) when (
                    e.ErrorCode == BlobErrorCode.BlobAlreadyExists || e.ErrorCode == BlobErrorCode.ConditionNotMet)
                {
                    // Perhaps this very call was first, and its answer was lost before it was repeated.
                    return await WriterAsync() == writer;
                }
            },
            cancellationToken);

        async Task<string?> WriterAsync()
        {
            try
            {
                BlobProperties there = await blob.GetPropertiesAsync(cancellationToken: cancellationToken);
                return there.Metadata.TryGetValue(WriterMark, out var mark) ? mark : null;
            }
            catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound)
            {
                return null; // another was first, and it is gone already
            }
        }
    }

    public async Task<Stream?> OpenReadAsync(string key, CancellationToken cancellationToken) =>
        await BlobReadStream.OpenAsync(_container, Checked(key), options.RangeBytes, cancellationToken);

    public async Task<bool> ExistsAsync(string key, CancellationToken cancellationToken)
    {
        var blob = _container.Blob(Checked(key));
        return await _container.CallAsync(async _ => (await blob.ExistsAsync(cancellationToken)).Value, cancellationToken);
    }

    public async Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        var folder = Checked(key) + "/";
        await _container.CallAsync(
            async client =>
            {
                var found = new List<string> { key };
                await foreach (var blob in client.GetBlobsAsync(new GetBlobsOptions { Prefix = folder }, cancellationToken))
                    found.Add(blob.Name);
                var each = new ParallelOptions { MaxDegreeOfParallelism = Deletions, CancellationToken = cancellationToken };
                await Parallel.ForEachAsync(found, each, async (blob, stop) =>
                    await client.DeleteBlobIfExistsAsync(blob, DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: stop));
                return true;
            },
            cancellationToken);
    }

    public Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        var folder = Checked(prefix) + "/";
        return _container.CallAsync<IReadOnlyList<string>>(
            async client =>
            {
                // A payload and what lies below it may have one name.
                var names = new HashSet<string>(StringComparer.Ordinal);
                var query = new GetBlobsByHierarchyOptions { Prefix = folder, Delimiter = "/" };
                await foreach (var item in client.GetBlobsByHierarchyAsync(query, cancellationToken))
                    names.Add(item.IsPrefix ? item.Prefix[folder.Length..^1] : item.Blob.Name[folder.Length..]);
                return [.. names];
            },
            cancellationToken);
    }

    private static string Checked(string key)
    {
        PayloadKeyRules.Segments(key);
        return key;
    }
}
