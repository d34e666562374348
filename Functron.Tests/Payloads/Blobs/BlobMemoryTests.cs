using Functron.Payloads.Blobs;

namespace Functron.Tests.Payloads.Blobs;

[Collection(AzuriteCollection.Name)]
public sealed class BlobMemoryTests(AzuriteServer azurite)
{
    private const long Length = 160L * 1024 * 1024;
    private const long AllowedGrowth = 64L * 1024 * 1024;

    /// <summary>The process's resident memory, sampled all the way: buffers and garbage not yet collected included.</summary>
    [Fact(Timeout = 300_000)]
    public async Task A_160_MB_payload_written_and_read_grows_memory_by_at_most_64_MB()
    {
        var store = new BlobPayloadStore(azurite.Options());
        var piece = new byte[80 * 1024];
        await store.TryCreateAsync("first", piece, default);
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var (start, peak, samples) = (Environment.WorkingSet, 0L, 0);

        await using (var writer = store.Create("large"))
        {
            for (var written = 0L; written < Length; written += piece.Length)
            {
                await writer.Stream.WriteAsync(piece);
                Sample();
            }

            Assert.Equal(Length, (await writer.CommitAsync(default)).Length);
        }

        await using (var content = (await store.OpenReadAsync("large", default))!)
        {
            var read = 0L;
            while (await content.ReadAsync(piece) is > 0 and var count)
            {
                read += count;
                Sample();
            }

            Assert.Equal(Length, read);
        }

        await store.DeleteAsync("large", default);
        Assert.True(samples > 4_000, $"{samples} samples");
        Assert.True(peak - start <= AllowedGrowth, $"memory grew by {(peak - start) >> 20} MB");

        void Sample()
        {
            samples++;
            peak = Math.Max(peak, Environment.WorkingSet);
        }
    }
}
