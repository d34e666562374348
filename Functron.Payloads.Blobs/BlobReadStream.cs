using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace Functron.Payloads.Blobs;

/// <summary>
/// A payload that is being read, one range at a time, always from the blob that was opened. The first range comes with the opening, so a
/// small payload takes one call.
/// </summary>
internal sealed class BlobReadStream : Stream
{
    private readonly BlobContainer _container;
    private readonly BlockBlobClient _blob;
    private readonly int _rangeBytes;
    private ETag? _opened;
    private long _length;
    private byte[] _range = [];
    private int _rangeLength;
    private long _rangeStart;
    private long _position;
    private bool _disposed;

    private BlobReadStream(BlobContainer container, string key, int rangeBytes)
    {
        _container = container;
        _blob = container.Blob(key);
        _rangeBytes = rangeBytes;
    }

    public override bool CanRead => !_disposed;

    public override bool CanSeek => !_disposed;

    public override bool CanWrite => false;

    public override long Length => _length;

    public override long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _position = value;
        }
    }

    /// <returns>Null when there is no such payload.</returns>
    /// <exception cref="IOException">The call failed, or took too long.</exception>
    public static async Task<BlobReadStream?> OpenAsync(
        BlobContainer container, string key, int rangeBytes, CancellationToken cancellationToken)
    {
        var stream = new BlobReadStream(container, key, rangeBytes);
        return await stream.FetchAsync(0, cancellationToken) ? stream : null;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (buffer.Length == 0 || _position >= _length)
            return 0;

        if (_position < _rangeStart || _position >= _rangeStart + _rangeLength)
        {
            if (!await FetchAsync(_position, cancellationToken))
                throw new IOException($"The payload {_blob.Name} was replaced or removed while it was read.");
        }

        var offset = (int)(_position - _rangeStart);
        var count = Math.Min(buffer.Length, _rangeLength - offset);
        _range.AsMemory(offset, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    // For those who decompress: they read on a thread of their own, which this blocks.
    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count), CancellationToken.None).AsTask().GetAwaiter().GetResult();

    public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
    {
        SeekOrigin.Begin => 0,
        SeekOrigin.Current => _position,
        _ => _length,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _disposed = true;
        _range = [];
        base.Dispose(disposing);
    }

    /// <returns>False when the payload is not there, or no longer the one that was opened.</returns>
    private Task<bool> FetchAsync(long start, CancellationToken cancellationToken) => _container.CallAsync(
        async _ =>
        {
            try
            {
                var options = new BlobDownloadOptions
                {
                    Range = new HttpRange(start, _rangeBytes),
                    Conditions = new BlobRequestConditions { IfMatch = _opened },
                };
                using BlobDownloadStreamingResult answer = await _blob.DownloadStreamingAsync(options, cancellationToken);
                await TakeAsync(start, answer, cancellationToken);
                return true;
            }
            catch (RequestFailedException e) when (
                e.ErrorCode == BlobErrorCode.BlobNotFound || e.ErrorCode == BlobErrorCode.ConditionNotMet)
            {
                return false;
            }
            catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.InvalidRange && start == 0)
            {
                return true; // there is no first byte: the payload is empty
            }
        },
        cancellationToken);

    private async Task TakeAsync(long start, BlobDownloadStreamingResult answer, CancellationToken cancellationToken)
    {
        var count = (int)answer.Details.ContentLength;
        if (_range.Length < count)
            _range = new byte[count]; // of no pool: a reader that was given up may still be at it when this is closed
        _rangeLength = 0; // nothing is held until all of it has come
        await answer.Content.ReadExactlyAsync(_range.AsMemory(0, count), cancellationToken);
        _opened = answer.Details.ETag;
        _length = TotalLength(answer.Details);
        (_rangeStart, _rangeLength) = (start, count);
    }

    /// <summary>The number behind the slash of "bytes 0-99/1234".</summary>
    private static long TotalLength(BlobDownloadDetails details) =>
        details.ContentRange is { } range && long.TryParse(range.AsSpan(range.LastIndexOf('/') + 1), out var total)
            ? total
            : details.ContentLength;
}
