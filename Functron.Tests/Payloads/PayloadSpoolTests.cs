using Functron.Execution.Payloads;

namespace Functron.Tests.Payloads;

public sealed class PayloadSpoolTests : IDisposable
{
    private const int Limit = 120_000;

    private readonly StoreFolder _folder = new();
    private readonly FilePayloadStore _store;

    public PayloadSpoolTests() => _store = _folder.Open();

    public void Dispose() => _folder.Dispose();

    [Theory(Timeout = Limit)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(Payload.InlineLimit, true)]
    [InlineData(Payload.InlineLimit + 1, false)]
    [InlineData(1_000_000, false)]
    public async Task Few_bytes_stay_inline_and_many_are_stored(int length, bool inline)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);

        var payload = await _store.KeepAsync("a/b", bytes, default);

        Assert.Equal(length, payload.Length);
        Assert.Equal(inline, payload.Inline is not null);
        Assert.Equal(inline, payload.Key is null);
        Assert.Equal(inline ? 0 : 1, _folder.Files().Count);
        Assert.Equal(bytes, await _store.ReadAllAsync(payload, default));
    }

    [Fact(Timeout = Limit)]
    public async Task Pieces_are_joined_in_order()
    {
        var expected = new MemoryStream();
        await using var spool = new PayloadSpool(_store, "a/b");
        for (var i = 0; i < 100; i++)
        {
            var piece = Enumerable.Repeat((byte)i, i * 10).ToArray();
            expected.Write(piece);
            await spool.WriteAsync(piece, default);
        }

        var payload = await spool.CommitAsync(default);
        Assert.Equal(expected.Length, spool.Length);
        Assert.Equal(expected.ToArray(), await _store.ReadAllAsync(payload, default));
        await using var content = await _store.OpenAsync(payload, default);
        Assert.Equal(expected.Length, content.Length);
    }

    [Fact(Timeout = Limit)]
    public async Task Without_a_commit_nothing_is_left()
    {
        await using (var spool = new PayloadSpool(_store, "a/b"))
            await spool.WriteAsync(new byte[100_000], default);

        Assert.Empty(_folder.Files());
    }

    [Fact(Timeout = Limit)]
    public async Task A_payload_that_is_gone_is_named()
    {
        var error = await Assert.ThrowsAsync<FileNotFoundException>(() => _store.ReadAllAsync(Payload.Stored("a/b", 1), default));
        Assert.Equal("a/b", error.FileName);
    }
}
