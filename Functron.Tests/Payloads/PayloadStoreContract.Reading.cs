using Functron.Execution.Payloads;

namespace Functron.Tests.Payloads;

/// <summary>How payloads are read.</summary>
public abstract partial class PayloadStoreContract
{
    [Theory(Timeout = Limit)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1024 * 1024)]
    [InlineData(4 * 1024 * 1024)]
    [InlineData(4 * 1024 * 1024 + 1)]
    [InlineData(9_999_999)]
    public async Task A_payload_of_any_length_comes_back_as_it_was_written(int length)
    {
        var bytes = Bytes(length, seed: length);
        await using (var writer = Store.Create("a/b"))
        {
            for (var at = 0; at < length; at += 70_001)
                await writer.Stream.WriteAsync(bytes.AsMemory(at, Math.Min(70_001, length - at)));
            Assert.Equal(Payload.Stored("a/b", length), await writer.CommitAsync(default));
        }

        await using var content = (await Store.OpenReadAsync("a/b", default))!;
        Assert.Equal(length, content.Length);
        Assert.Equal(bytes, await ReadBytes("a/b"));
    }

    [Fact(Timeout = Limit)]
    public async Task A_payload_is_read_from_any_place()
    {
        await Write("a/b", "0123456789");
        await using var content = (await Store.OpenReadAsync("a/b", default))!;

        content.Position = 7;
        Assert.Equal("789", await new StreamReader(content).ReadToEndAsync());
    }

    [Fact(Timeout = Limit)]
    public async Task A_large_payload_is_read_to_and_fro_also_without_waiting_in_between()
    {
        var bytes = Bytes(6_000_000, seed: 2);
        await using (var writer = Store.Create("a/b"))
        {
            await writer.Stream.WriteAsync(bytes);
            await writer.CommitAsync(default);
        }

        await using var content = (await Store.OpenReadAsync("a/b", default))!;
        var piece = new byte[1000];
        foreach (var (origin, offset, at) in new (SeekOrigin, int, int)[]
            { (SeekOrigin.Begin, 5_000_000, 5_000_000), (SeekOrigin.End, -1000, 5_999_000), (SeekOrigin.Begin, 0, 0),
                (SeekOrigin.Current, 2_000_000, 2_001_000) })
        {
            Assert.Equal(at, content.Seek(offset, origin));
            content.ReadExactly(piece);
            Assert.Equal(bytes[at..(at + 1000)], piece);
        }

        content.Position = content.Length;
        Assert.Equal(0, await content.ReadAsync(piece));
    }
}
