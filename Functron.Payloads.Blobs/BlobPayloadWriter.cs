using System.Buffers.Binary;
using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Functron.Execution.Payloads;

namespace Functron.Payloads.Blobs;

/// <summary>
/// A payload that is being written. Its blocks are sent one by one, and the commit gives them their name. If it fits one block, the
/// commit sends it.
/// </summary>
internal sealed class BlobPayloadWriter(BlobContainer container, string key, int blockBytes) : PayloadWriter
{
    private const int FirstBuffer = 16 * 1024;

    private readonly BlockBlobClient _blob = container.Blob(key);

    // Its own blocks, among those of other writers of the same key; all ids of a blob are of one length.
    private readonly Guid _writer = Guid.NewGuid();
    private readonly List<string> _blocks = [];
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
    private byte[] _buffer = [];
    private int _held;
    private long _sent;
    private bool _broken;
    private BlockStream? _stream;

    public override Stream Stream => _stream ??= new BlockStream(AppendAsync);

    public override async Task<Payload> CommitAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        RefuseBroken();

        // The service's own field for it: beside each blob stands what its content should add up to.
        var headers = new BlobHttpHeaders { ContentHash = _hash.GetCurrentHash() };
        if (_blocks.Count == 0)
        {
            await container.CallAsync(
                _ => _blob.UploadAsync(Held(), new BlobUploadOptions { HttpHeaders = headers }, cancellationToken), cancellationToken);
            return Payload.Stored(key, _held);
        }

        if (_held > 0)
            await SendAsync(cancellationToken);
        await container.CallAsync(_ => CommitBlocksAsync(headers, cancellationToken), cancellationToken);
        return Payload.Stored(key, _sent);
    }

    public override ValueTask DisposeAsync()
    {
        _hash.Dispose();
        _buffer = [];
        _broken = true;
        return ValueTask.CompletedTask;
    }

    private async ValueTask AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        RefuseBroken();
        while (bytes.Length > 0)
        {
            if (_held == blockBytes)
                await SendAsync(cancellationToken);
            var piece = bytes[..Math.Min(bytes.Length, blockBytes - _held)];
            MakeRoom(_held + piece.Length);
            piece.CopyTo(_buffer.AsMemory(_held));
            _hash.AppendData(piece.Span);
            _held += piece.Length;
            bytes = bytes[piece.Length..];
        }
    }

    /// <summary>When a block did not arrive whole, the payload cannot be completed any more.</summary>
    private async Task SendAsync(CancellationToken cancellationToken)
    {
        _broken = true;
        var id = BlockId(_blocks.Count);
        await container.CallAsync(_ => _blob.StageBlockAsync(id, Held(), cancellationToken: cancellationToken), cancellationToken);
        _broken = false;
        _blocks.Add(id);
        _sent += _held;
        _held = 0;
    }

    private async Task<bool> CommitBlocksAsync(BlobHttpHeaders headers, CancellationToken cancellationToken)
    {
        try
        {
            await _blob.CommitBlockListAsync(_blocks, new CommitBlockListOptions { HttpHeaders = headers }, cancellationToken);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.InvalidBlockList)
        {
            // Another writer's commit swept these blocks away. A repeated activity writes what the first one wrote, and that is there.
            if (!await HoldsAsync(headers.ContentHash, cancellationToken))
                throw new IOException($"another writer of {key} was faster, and wrote something else.", e);
        }

        return true;
    }

    private async Task<bool> HoldsAsync(byte[] hash, CancellationToken cancellationToken)
    {
        try
        {
            BlobProperties there = await _blob.GetPropertiesAsync(cancellationToken: cancellationToken);
            return there.ContentLength == _sent && there.ContentHash is { } its && its.AsSpan().SequenceEqual(hash);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return false; // removed by now
        }
    }

    private MemoryStream Held() => new(_buffer, 0, _held, writable: false);

    private string BlockId(int index)
    {
        Span<byte> id = stackalloc byte[20];
        _writer.TryWriteBytes(id);
        BinaryPrimitives.WriteInt32BigEndian(id[16..], index);
        return Convert.ToBase64String(id);
    }

    /// <summary>
    /// The buffer grows from few bytes to a block, as most payloads are small. It comes from no pool: a call that was given up may still
    /// read it.
    /// </summary>
    private void MakeRoom(int length)
    {
        if (length <= _buffer.Length)
            return;
        Array.Resize(ref _buffer, Math.Min(blockBytes, Math.Max(length, Math.Max(FirstBuffer, 2 * _buffer.Length))));
    }

    private void RefuseBroken()
    {
        if (_broken)
            throw new IOException($"The payload store failed earlier, while {key} was written.");
    }
}
