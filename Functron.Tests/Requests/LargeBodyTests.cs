using System.Buffers.Text;
using System.Formats.Tar;
using System.Text;
using Functron.Execution;
using Functron.Execution.Payloads;
using Functron.Execution.Requests;
using Functron.Tests.Payloads;

namespace Functron.Tests.Requests;

/// <summary>Alone in the process while it runs: it measures the process.</summary>
[CollectionDefinition(nameof(LargeBodyTests), DisableParallelization = true)]
[Collection(nameof(LargeBodyTests))]
public sealed class LargeBodyTests : IDisposable
{
    private const long TarLength = 200_000_000 / 1536 * 1536;
    private const long AllowedGrowth = 64L * 1024 * 1024;

    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>
    /// The peak of the process's resident memory, taken wherever the gate reads: the body, and the stored archive for
    /// its inspection. It counts everything, buffers and garbage not yet collected included.
    /// </summary>
    [Fact(Timeout = 300_000)]
    public async Task A_200_MB_tar_grows_memory_by_at_most_64_MB()
    {
        var meter = new MemoryMeter();
        using var body = new TarRequestStream(meter, TarLength);
        var store = new MeteredStore(_folder.Open(), meter);
        meter.Start();

        var result = await Gates.Over(store).AdmitAsync(body, null, GatePolicy.Compatible, default);

        Assert.Empty(result.Problems);
        Assert.Equal(TarLength, result.Invocation!.Tar.Length);
        Assert.True(meter.Samples > 1_000, $"{meter.Samples} samples");
        Assert.True(meter.Growth <= AllowedGrowth, $"memory grew by {meter.Growth >> 20} MB");
    }

    [Fact(Timeout = 300_000)]
    public async Task A_gzip_bomb_stops_at_the_limit_without_taking_memory()
    {
        var meter = new MemoryMeter();
        var store = new MeteredStore(_folder.Open(), meter);
        var bomb = Tars.TarMaker.Gzip(Enumerable.Repeat(new byte[10_000_000], 20).ToArray());
        var body = Encoding.UTF8.GetBytes(
            $"{{\"FnName\":\"f\",\"DockerFile\":\"FROM a\\nCMD b\",\"TarFile\":\"{Convert.ToBase64String(bomb)}\"}}");
        meter.Start();

        var options = new ExecutionOptions { MaxTarUnpackedBytes = 150_000_000 };
        var result = await Gates.Over(store, options).AdmitAsync(new MemoryStream(body), null, GatePolicy.Compatible, default);

        Assert.Equal("tar-unpacked-size", Assert.Single(result.Problems).Rule);
        Assert.True(meter.Growth <= AllowedGrowth, $"memory grew by {meter.Growth >> 20} MB");
        Assert.Empty(_folder.Files());
    }

    [Theory(Timeout = 300_000)]
    [InlineData("\"stdin\":0,", 2_000_000)]
    [InlineData("\"stdin\":\"x\",", 2_000_000)]
    public async Task Millions_of_problems_take_no_memory(string field, int times)
    {
        var meter = new MemoryMeter();
        using var body = new SampledBody(Encoding.UTF8.GetBytes($"{{{string.Concat(Enumerable.Repeat(field, times))}\"a\":1}}"), meter);
        meter.Start();
        var result = await Gates.Over(_folder.Open()).AdmitAsync(body, null, GatePolicy.Compatible, default);

        Assert.Equal(101, result.Problems.Count);
        Assert.True(meter.Samples > 100, $"{meter.Samples} samples");
        Assert.True(meter.Growth <= AllowedGrowth, $"memory grew by {meter.Growth >> 20} MB");
    }

    private sealed class SampledBody(byte[] bytes, MemoryMeter meter) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            meter.Sample();
            return base.ReadAsync(buffer, cancellationToken);
        }
    }

    private sealed class MemoryMeter
    {
        private long _start;
        private long _peak;

        public int Samples { get; private set; }

        public long Growth => _peak - _start;

        public void Start()
        {
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            _start = _peak = Environment.WorkingSet;
        }

        public void Sample()
        {
            Samples++;
            _peak = Math.Max(_peak, Environment.WorkingSet);
        }
    }

    /// <summary>A request whose TarFile is one large file, made as it is read.</summary>
    private sealed class TarRequestStream : Stream
    {
        private const string Head = "{\"FnName\":\"f\",\"DockerFile\":\"FROM a\\nCMD b\",\"TarFile\":\"";

        private readonly MemoryMeter _meter;
        private readonly IEnumerator<ReadOnlyMemory<byte>> _pieces;
        private ReadOnlyMemory<byte> _piece;

        public TarRequestStream(MemoryMeter meter, long tarLength)
        {
            _meter = meter;
            _pieces = Pieces(tarLength).GetEnumerator();
        }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            new(Read(buffer.Span));

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            _meter.Sample();
            if (_piece.IsEmpty)
                _piece = _pieces.MoveNext() ? _pieces.Current : default;
            var count = Math.Min(buffer.Length, _piece.Length);
            _piece.Span[..count].CopyTo(buffer);
            _piece = _piece[count..];
            return count;
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        /// <summary>
        /// Pieces of a multiple of three bytes, so that their base64 joins without padding between; always in the same
        /// memory, so that what grows is not the test's own.
        /// </summary>
        private static IEnumerable<ReadOnlyMemory<byte>> Pieces(long tarLength)
        {
            yield return Encoding.UTF8.GetBytes(Head);

            var random = new Random(3);
            var content = new byte[1536 * 16];
            var text = new byte[content.Length / 3 * 4];
            Header(tarLength - 512).CopyTo(content.AsSpan());
            yield return text.AsMemory(0, Encode(content.AsSpan(0, 1536), text));

            for (var left = tarLength - 1536; left > 0; left -= content.Length)
            {
                var piece = content.AsMemory(0, (int)Math.Min(left, content.Length));
                random.NextBytes(piece.Span);
                yield return text.AsMemory(0, Encode(piece.Span, text));
            }

            yield return "\"}"u8.ToArray();
        }

        private static int Encode(ReadOnlySpan<byte> bytes, Span<byte> text)
        {
            Base64.EncodeToUtf8(bytes, text, out _, out var written);
            return written;
        }

        /// <summary>The header of a file of that size: the archive has no end mark, which is fine.</summary>
        private static byte[] Header(long size)
        {
            var tar = Tars.TarMaker.Of(TarEntryFormat.Ustar, "large");
            Encoding.ASCII.GetBytes(Convert.ToString(size, 8).PadLeft(11, '0') + "\0").CopyTo(tar, 124);
            tar.AsSpan(148, 8).Fill((byte)' ');
            Encoding.ASCII.GetBytes(Convert.ToString(tar[..512].Sum(b => b), 8).PadLeft(6, '0') + "\0 ").CopyTo(tar, 148);
            return tar[..512];
        }
    }

    /// <summary>Samples while stored payloads are read.</summary>
    private sealed class MeteredStore(IPayloadStore inner, MemoryMeter meter) : IPayloadStore
    {
        public PayloadWriter Create(string key) => inner.Create(key);

        public Task<bool> TryCreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
            inner.TryCreateAsync(key, content, cancellationToken);

        public async Task<Stream?> OpenReadAsync(string key, CancellationToken cancellationToken)
        {
            await using var content = await inner.OpenReadAsync(key, cancellationToken) as FileStream;
            return content is null ? null : new SampledFile(content.Name, meter);
        }

        public Task<bool> ExistsAsync(string key, CancellationToken cancellationToken) => inner.ExistsAsync(key, cancellationToken);

        public Task DeleteAsync(string key, CancellationToken cancellationToken) => inner.DeleteAsync(key, cancellationToken);

        public Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken) =>
            inner.ListAsync(prefix, cancellationToken);
    }

    private sealed class SampledFile(string path, MemoryMeter meter) : FileStream(path, FileMode.Open, FileAccess.Read)
    {
        private long _next;

        // A derived file stream comes here for spans, too.
        public override int Read(byte[] buffer, int offset, int count)
        {
            if (Position >= _next)
            {
                meter.Sample();
                _next = Position + 100_000;
            }

            return base.Read(buffer, offset, count);
        }
    }
}
