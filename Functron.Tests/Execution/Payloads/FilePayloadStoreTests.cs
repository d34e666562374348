using System.Runtime.Versioning;
using System.Text;
using Functron.Execution.Payloads;

namespace Functron.Tests.Execution.Payloads;

public sealed class FilePayloadStoreTests : IDisposable
{
    private const int Limit = 60_000;

    private readonly StoreFolder _folder = new();
    private readonly FilePayloadStore _store;

    public FilePayloadStoreTests() => _store = _folder.Open();

    public void Dispose() => _folder.Dispose();

    [Fact(Timeout = Limit)]
    public async Task What_was_committed_can_be_read()
    {
        var payload = await Write("instances/a/stdout", "hello");

        Assert.Equal(Payload.Stored("instances/a/stdout", 5), payload);
        Assert.Equal("hello", await Read("instances/a/stdout"));
        Assert.True(await _store.ExistsAsync("instances/a/stdout", default));
        Assert.Equal(["content/instances/a/stdout"], _folder.Files());
    }

    [Fact(Timeout = Limit)]
    public async Task A_new_store_on_the_same_folder_has_what_the_old_one_had()
    {
        await Write("a/b", "kept");

        await using var content = await _folder.Open().OpenReadAsync("a/b", default);
        Assert.Equal("kept", await new StreamReader(content!).ReadToEndAsync());
    }

    [Fact(Timeout = Limit)]
    public async Task A_missing_folder_is_made_with_those_above_it()
    {
        var store = new FilePayloadStore(Path.Combine(_folder.Root, "one", "two") + "/");
        await store.TryCreateAsync("a/b", "x"u8.ToArray(), default);
        Assert.Equal(["one/two/content/a/b"], _folder.Files());
    }

    [Fact(Timeout = Limit)]
    public async Task Nothing_is_visible_before_the_commit_and_nothing_is_left_without_it()
    {
        await using (var writer = _store.Create("a/b"))
        {
            await writer.Stream.WriteAsync("half"u8.ToArray());
            Assert.Null(await _store.OpenReadAsync("a/b", default));
            Assert.False(await _store.ExistsAsync("a/b", default));
            Assert.Empty(await _store.ListAsync("a", default));
        }

        Assert.Null(await _store.OpenReadAsync("a/b", default));
        Assert.Empty(_folder.Files());
    }

    [Fact(Timeout = Limit)]
    public async Task A_cancelled_commit_leaves_nothing()
    {
        await using (var writer = _store.Create("a/b"))
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writer.CommitAsync(new CancellationToken(canceled: true)));

        Assert.Empty(_folder.Files());
    }

    [Fact(Timeout = Limit)]
    public async Task A_commit_replaces_and_an_open_reader_keeps_what_it_opened()
    {
        await Write("a/b", "old");
        await using var open = (await _store.OpenReadAsync("a/b", default))!;
        await Write("a/b", "new content");

        Assert.Equal("old", await new StreamReader(open).ReadToEndAsync());
        Assert.Equal("new content", await Read("a/b"));
        Assert.Equal(["content/a/b"], _folder.Files());
    }

    [Fact(Timeout = Limit)]
    public async Task A_payload_is_read_from_any_place()
    {
        await Write("a/b", "0123456789");
        await using var content = (await _store.OpenReadAsync("a/b", default))!;

        content.Position = 7;
        Assert.Equal("789", await new StreamReader(content).ReadToEndAsync());
    }

    [Fact(Timeout = Limit)]
    public async Task The_writers_stream_can_neither_be_closed_nor_moved_about_in()
    {
        await using var writer = _store.Create("a/b");
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
                    return _store.TryCreateAsync(key, Encoding.UTF8.GetBytes($"writer {i}"), default).GetAwaiter().GetResult();
                },
                TaskCreationOptions.LongRunning)).ToList();
            var firsts = (await Task.WhenAll(writers)).Select((first, i) => (first, i)).Where(writer => writer.first).ToList();

            var (_, winner) = Assert.Single(firsts);
            Assert.Equal($"writer {winner}", await Read(key));
        }

        Assert.All(_folder.Files(), file => Assert.StartsWith("content/", file));
    }

    [Fact(Timeout = Limit)]
    public async Task Who_comes_second_changes_nothing()
    {
        Assert.True(await _store.TryCreateAsync("a/b", "first"u8.ToArray(), default));
        Assert.False(await _store.TryCreateAsync("a/b", "second"u8.ToArray(), default));
        Assert.Equal("first", await Read("a/b"));
    }

    [Fact(Timeout = Limit)]
    public async Task Deleting_a_prefix_takes_everything_below_it_and_nothing_beside_it()
    {
        await Write("instances/a/request.json", "1");
        await Write("instances/a/run/stdout", "2");
        await Write("instances/ab/request.json", "3");

        await _store.DeleteAsync("instances/a", default);

        Assert.Equal(["content/instances/ab/request.json"], _folder.Files());
        Assert.Equal(["ab"], await _store.ListAsync("instances", default));
    }

    [Fact(Timeout = Limit)]
    public async Task Deleting_what_is_missing_is_done()
    {
        await Write("a/b", "x");

        await _store.DeleteAsync("a/c", default);
        await _store.DeleteAsync("no/such/folder", default);
        await _store.DeleteAsync("a/b", default);
        await _store.DeleteAsync("a/b", default);

        Assert.Empty(_folder.Files());
    }

    [Fact(Timeout = Limit)]
    public async Task What_was_deleted_can_be_written_again()
    {
        await Write("a/b/c", "1");
        await _store.DeleteAsync("a", default);
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
                await _store.DeleteAsync("a", default);
        });

        for (var i = 0; i < 100; i++)
            await Write("a/b/c", "x");
        await done.CancelAsync();
        await removing;

        Assert.All(_folder.Files(), file => Assert.Equal("content/a/b/c", file));
    }

    [Fact(Timeout = Limit)]
    public async Task The_names_below_a_prefix_are_listed()
    {
        await Write("a/one", "1");
        await Write("a/two/three", "2");

        Assert.Equal(["one", "two"], (await _store.ListAsync("a", default)).Order());
        Assert.Empty(await _store.ListAsync("a/none", default));
        Assert.Empty(await _store.ListAsync("none/at/all", default));
    }

    [Fact(Timeout = Limit)]
    public async Task A_folder_is_no_payload()
    {
        await Write("a/b", "1");

        Assert.Null(await _store.OpenReadAsync("a", default));
        Assert.False(await _store.ExistsAsync("a", default));
        Assert.Null(await _store.OpenReadAsync("a/b/c", default));
    }

    [Theory(Timeout = Limit)]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/etc/passwd")]
    [InlineData("..")]
    [InlineData("a/../../b")]
    [InlineData("a/..")]
    [InlineData("./a")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("a\\b")]
    [InlineData("a b")]
    [InlineData("a\0b")]
    [InlineData("ä")]
    [InlineData("C:/a")]
    public async Task A_key_that_could_lead_elsewhere_is_refused(string key)
    {
        Assert.Throws<ArgumentException>(() => _store.Create(key));
        await Assert.ThrowsAsync<ArgumentException>(() => _store.OpenReadAsync(key, default));
        await Assert.ThrowsAsync<ArgumentException>(() => _store.ListAsync(key, default));
        await Assert.ThrowsAsync<ArgumentException>(() => _store.TryCreateAsync(key, default, default));
        await Assert.ThrowsAsync<ArgumentException>(() => _store.ExistsAsync(key, default));
        await Assert.ThrowsAsync<ArgumentException>(() => _store.DeleteAsync(key, default));
        Assert.Empty(_folder.Files());
    }

    [Theory(Timeout = Limit)]
    [InlineData("a")]
    [InlineData("...")]
    [InlineData("..a/.b")]
    [InlineData("A-z_0.9%2f")]
    public async Task A_key_of_plain_segments_is_taken(string key)
    {
        await Write(key, "x");
        Assert.Equal("x", await Read(key));
    }

    [Fact(Timeout = Limit)]
    public async Task What_a_crash_left_in_staging_is_gone_at_the_next_start()
    {
        await Write("a/b", "kept");
        var staging = Path.Combine(_folder.Root, "staging");
        await File.WriteAllTextAsync(Path.Combine(staging, "half"), "half a payload");
        Directory.CreateDirectory(Path.Combine(staging, "removed", "deep"));
        await File.WriteAllTextAsync(Path.Combine(staging, "removed", "deep", "file"), "half removed");

        _folder.Open();

        Assert.Equal(["content/a/b"], _folder.Files());
        Assert.Empty(Directory.EnumerateFileSystemEntries(staging));
    }

    [Fact(Timeout = Limit)]
    public async Task A_payload_that_is_being_written_survives_another_start()
    {
        await using var writer = _store.Create("a/b");
        await writer.Stream.WriteAsync("slow"u8.ToArray());

        _folder.Open();

        await writer.CommitAsync(default);
        Assert.Equal("slow", await Read("a/b"));
    }

    [Fact(Timeout = Limit)]
    [UnsupportedOSPlatform("windows")]
    public async Task Only_the_owner_can_read_anything()
    {
        await Write("a/b", "secret");

        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
            | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        Assert.All(
            Directory.EnumerateFileSystemEntries(_folder.Root, "*", SearchOption.AllDirectories),
            path => Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(path) & others));
    }

    private async Task<Payload> Write(string key, string content)
    {
        await using var writer = _store.Create(key);
        await writer.Stream.WriteAsync(Encoding.UTF8.GetBytes(content));
        return await writer.CommitAsync(default);
    }

    private async Task<string> Read(string key)
    {
        await using var content = await _store.OpenReadAsync(key, default);
        return await new StreamReader(content!).ReadToEndAsync();
    }
}
