using System.Text;
using Functron.Execution.Payloads;

namespace Functron.Tests.Payloads;

/// <summary>What every payload store does. A store passes when these tests do.</summary>
public abstract partial class PayloadStoreContract
{
    protected const int Limit = 120_000;

    /// <summary>Empty at first.</summary>
    protected abstract IPayloadStore Store { get; }

    /// <summary>Another store on what <see cref="Store"/> keeps.</summary>
    protected abstract IPayloadStore Reopen();

    /// <summary>All that the store keeps, sorted: the keys of payloads, and whatever else of it can be seen.</summary>
    protected abstract Task<IReadOnlyList<string>> KeysAsync();

    [Fact(Timeout = Limit)]
    public async Task What_was_committed_can_be_read()
    {
        var payload = await Write("instances/a/stdout", "hello");

        Assert.Equal(Payload.Stored("instances/a/stdout", 5), payload);
        Assert.Equal("hello", await Read("instances/a/stdout"));
        Assert.True(await Store.ExistsAsync("instances/a/stdout", default));
        Assert.Equal(["instances/a/stdout"], await KeysAsync());
    }

    [Fact(Timeout = Limit)]
    public async Task A_new_store_in_the_same_place_has_what_the_old_one_had()
    {
        await Write("a/b", "kept");

        await using var content = await Reopen().OpenReadAsync("a/b", default);
        Assert.Equal("kept", await new StreamReader(content!).ReadToEndAsync());
    }

    [Fact(Timeout = Limit)]
    public async Task Nothing_is_visible_before_the_commit_and_nothing_is_left_without_it()
    {
        await using (var writer = Store.Create("a/b"))
        {
            await writer.Stream.WriteAsync("half"u8.ToArray());
            Assert.Null(await Store.OpenReadAsync("a/b", default));
            Assert.False(await Store.ExistsAsync("a/b", default));
            Assert.Empty(await Store.ListAsync("a", default));
        }

        Assert.Null(await Store.OpenReadAsync("a/b", default));
        Assert.Empty(await KeysAsync());
    }

    [Fact(Timeout = Limit)]
    public async Task A_cancelled_commit_leaves_nothing()
    {
        await using (var writer = Store.Create("a/b"))
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writer.CommitAsync(new CancellationToken(canceled: true)));

        Assert.Empty(await KeysAsync());
    }

    [Fact(Timeout = Limit)]
    public async Task A_commit_replaces_what_was_there()
    {
        await Write("a/b", "old");
        await Write("a/b", "new content");

        Assert.Equal("new content", await Read("a/b"));
        Assert.Equal(["a/b"], await KeysAsync());
    }

    [Fact(Timeout = Limit)]
    public async Task Of_two_that_write_at_once_the_last_to_commit_wins()
    {
        await using var one = Store.Create("a/b");
        await using var two = Store.Create("a/b");
        await one.Stream.WriteAsync("one"u8.ToArray());
        await two.Stream.WriteAsync("two"u8.ToArray());

        await two.CommitAsync(default);
        await one.CommitAsync(default);

        Assert.Equal("one", await Read("a/b"));
    }

    [Fact(Timeout = Limit)]
    public async Task Two_that_write_the_same_at_once_are_both_content_however_large_it_is()
    {
        var bytes = Bytes(9_000_000, seed: 1);
        await using var one = Store.Create("a/b");
        await using var two = Store.Create("a/b");
        await one.Stream.WriteAsync(bytes);
        await two.Stream.WriteAsync(bytes);

        await two.CommitAsync(default);
        Assert.Equal(Payload.Stored("a/b", bytes.Length), await one.CommitAsync(default));

        Assert.Equal(bytes, await ReadBytes("a/b"));
    }

    [Fact(Timeout = Limit)]
    public async Task A_reader_never_gets_a_mix_of_what_was_there_and_what_replaced_it()
    {
        await Write("a/b", new string('o', 3_000_000));
        await using var open = (await Store.OpenReadAsync("a/b", default))!;
        var read = new byte[open.Length];
        await open.ReadExactlyAsync(read.AsMemory(0, 10));

        await Write("a/b", new string('n', 3_000_000));

        // What was opened, or in words that it is no longer there.
        try
        {
            await open.ReadExactlyAsync(read.AsMemory(10));
            Assert.All(read, b => Assert.Equal((byte)'o', b));
        }
        catch (IOException e)
        {
            Assert.Contains("replaced", e.Message);
        }
    }

    [Fact(Timeout = Limit)]
    public async Task The_writers_stream_can_neither_be_closed_nor_moved_about_in()
    {
        await using var writer = Store.Create("a/b");
        await using (var stream = writer.Stream)
        {
            Assert.False(stream.CanSeek);
            Assert.Throws<NotSupportedException>(() => stream.Seek(0, SeekOrigin.Begin));
            stream.Write("one "u8);
        }

        await writer.Stream.WriteAsync("two"u8.ToArray());
        await writer.CommitAsync(default);
        Assert.Equal("one two", await Read("a/b"));
    }

    [Fact(Timeout = Limit)]
    public async Task Of_many_writers_exactly_one_is_first_and_its_content_stays()
    {
        for (var round = 0; round < 20; round++)
        {
            var key = $"instances/{round}/mark";
            using var start = new Barrier(8);
            var writers = Enumerable.Range(0, 8).Select(i => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait();
                    return Store.TryCreateAsync(key, Encoding.UTF8.GetBytes($"writer {i}"), default).GetAwaiter().GetResult();
                },
                TaskCreationOptions.LongRunning)).ToList();
            var firsts = (await Task.WhenAll(writers)).Select((first, i) => (first, i)).Where(writer => writer.first).ToList();

            var (_, winner) = Assert.Single(firsts);
            Assert.Equal($"writer {winner}", await Read(key));
        }

        Assert.Equal(20, (await KeysAsync()).Count);
    }

    [Fact(Timeout = Limit)]
    public async Task Who_comes_second_changes_nothing()
    {
        Assert.True(await Store.TryCreateAsync("a/b", "first"u8.ToArray(), default));
        Assert.False(await Store.TryCreateAsync("a/b", "second"u8.ToArray(), default));
        Assert.Equal("first", await Read("a/b"));
    }

    [Fact(Timeout = Limit)]
    public async Task Deleting_a_prefix_takes_everything_below_it_and_nothing_beside_it()
    {
        await Write("instances/a/request.json", "1");
        await Write("instances/a/run/stdout", "2");
        await Write("instances/ab/request.json", "3");

        await Store.DeleteAsync("instances/a", default);

        Assert.Equal(["instances/ab/request.json"], await KeysAsync());
        Assert.Equal(["ab"], await Store.ListAsync("instances", default));
    }

    [Fact(Timeout = Limit)]
    public async Task Deleting_what_is_missing_is_done()
    {
        await Write("a/b", "x");

        await Store.DeleteAsync("a/c", default);
        await Store.DeleteAsync("no/such/folder", default);
        await Store.DeleteAsync("a/b", default);
        await Store.DeleteAsync("a/b", default);

        Assert.Empty(await KeysAsync());
    }

    [Fact(Timeout = Limit)]
    public async Task What_was_deleted_can_be_written_again()
    {
        await Write("a/b/c", "1");
        await Store.DeleteAsync("a", default);
        await Write("a/b/c", "2");

        Assert.Equal("2", await Read("a/b/c"));
    }

    [Fact(Timeout = Limit)]
    public async Task Writing_into_a_folder_that_is_removed_all_the_time_succeeds()
    {
        using var done = new CancellationTokenSource();
        var removing = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
                await Store.DeleteAsync("a", default);
        });

        for (var i = 0; i < 100; i++)
            await Write("a/b/c", "x");
        await done.CancelAsync();
        await removing;

        Assert.All(await KeysAsync(), file => Assert.Equal("a/b/c", file));
    }

    [Fact(Timeout = Limit)]
    public async Task The_names_below_a_prefix_are_listed()
    {
        await Write("a/one", "1");
        await Write("a/two/three", "2");

        Assert.Equal(["one", "two"], (await Store.ListAsync("a", default)).Order());
        Assert.Empty(await Store.ListAsync("a/none", default));
        Assert.Empty(await Store.ListAsync("none/at/all", default));
    }

    [Fact(Timeout = Limit)]
    public async Task A_folder_is_no_payload()
    {
        await Write("a/b", "1");

        Assert.Null(await Store.OpenReadAsync("a", default));
        Assert.False(await Store.ExistsAsync("a", default));
        Assert.Null(await Store.OpenReadAsync("a/b/c", default));
    }

    protected async Task<Payload> Write(string key, string content)
    {
        await using var writer = Store.Create(key);
        await writer.Stream.WriteAsync(Encoding.UTF8.GetBytes(content));
        return await writer.CommitAsync(default);
    }

    protected static byte[] Bytes(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    protected async Task<byte[]> ReadBytes(string key)
    {
        await using var content = await Store.OpenReadAsync(key, default);
        var bytes = new MemoryStream();
        await content!.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    protected async Task<string> Read(string key)
    {
        await using var content = await Store.OpenReadAsync(key, default);
        return await new StreamReader(content!).ReadToEndAsync();
    }
}
