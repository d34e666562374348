using Azure.Storage.Blobs;
using Functron.Execution.Payloads;
using Functron.Payloads.Blobs;

namespace Functron.Tests.Payloads.Blobs;

[Collection(AzuriteCollection.Name)]
public sealed class BlobPayloadStoreTests : PayloadStoreContract
{
    private readonly AzuriteServer _azurite;
    private readonly BlobPayloadOptions _options;
    private readonly BlobPayloadStore _store;

    public BlobPayloadStoreTests(AzuriteServer azurite)
    {
        _azurite = azurite;
        _options = azurite.Options();
        _store = new BlobPayloadStore(_options);
    }

    protected override IPayloadStore Store => _store;

    private BlobContainerClient Container => new(_azurite.ConnectionString, _options.Container);

    protected override IPayloadStore Reopen() => new BlobPayloadStore(_options);

    protected override async Task<IReadOnlyList<string>> KeysAsync()
    {
        var keys = new List<string>();
        if (await Container.ExistsAsync())
        {
            await foreach (var blob in Container.GetBlobsAsync())
                keys.Add(blob.Name);
        }

        return [.. keys.Order(StringComparer.Ordinal)];
    }

    [Fact(Timeout = Limit)]
    public async Task Nothing_is_seen_of_a_large_payload_before_its_commit()
    {
        await Write("a/b", "old");
        await using (var writer = _store.Create("a/b"))
        {
            await writer.Stream.WriteAsync(new byte[9_000_000]);
            Assert.Equal("old", await Read("a/b"));
        }

        Assert.Equal("old", await Read("a/b"));
        Assert.Equal(["a/b"], await KeysAsync());
    }

    [Fact(Timeout = Limit)]
    public async Task Of_two_that_write_different_large_payloads_at_once_the_second_to_commit_fails_in_words()
    {
        var bytes = Bytes(9_000_000, seed: 3);
        await using var one = _store.Create("a/b");
        await using var two = _store.Create("a/b");
        await one.Stream.WriteAsync(bytes);
        await two.Stream.WriteAsync(Bytes(9_000_000, seed: 4));
        await one.CommitAsync(default);

        var error = await Assert.ThrowsAsync<IOException>(() => two.CommitAsync(default));

        Assert.StartsWith("The payload store failed: another writer of a/b", error.Message);
        Assert.Equal(bytes, await ReadBytes("a/b"));
    }

    [Fact(Timeout = Limit)]
    public async Task A_payload_that_is_removed_while_it_is_read_fails_by_name()
    {
        await Write("a/b", new string('x', 3_000_000));
        await using var content = (await _store.OpenReadAsync("a/b", default))!;
        await _store.DeleteAsync("a", default);

        Assert.StartsWith(
            "The payload a/b was replaced or removed",
            (await Assert.ThrowsAsync<IOException>(() => content.CopyToAsync(Stream.Null))).Message);
    }

    [Fact(Timeout = Limit)]
    public async Task A_name_that_is_both_a_payload_and_a_folder_is_listed_once_and_removed_as_both()
    {
        await Write("a/b", "payload");
        await Write("a/b/c", "below");
        await Write("a/bc", "beside");

        Assert.Equal(["b", "bc"], (await _store.ListAsync("a", default)).Order());
        await _store.DeleteAsync("a/b", default);

        Assert.Equal(["a/bc"], await KeysAsync());
    }

    [Fact(Timeout = Limit)]
    public async Task A_container_that_somebody_removed_is_made_again_one_call_later()
    {
        await Write("a/b", "x");
        await Container.DeleteAsync();

        Assert.StartsWith("The payload store failed: ", (await Assert.ThrowsAsync<IOException>(() => Write("a/b", "y"))).Message);
        await Write("a/b", "z");

        Assert.Equal("z", await Read("a/b"));
    }
}
