using System.Runtime.Versioning;
using Functron.Execution.Payloads;

namespace Functron.Tests.Payloads;

public sealed class FilePayloadStoreTests : PayloadStoreContract, IDisposable
{
    private readonly StoreFolder _folder = new();
    private readonly FilePayloadStore _store;

    public FilePayloadStoreTests() => _store = _folder.Open();

    protected override IPayloadStore Store => _store;

    public void Dispose() => _folder.Dispose();

    protected override IPayloadStore Reopen() => _folder.Open();

    // Outside of "content" nothing may be left.
    protected override Task<IReadOnlyList<string>> KeysAsync() => Task.FromResult<IReadOnlyList<string>>(
        [.. _folder.Files().Select(file => file.StartsWith("content/", StringComparison.Ordinal) ? file["content/".Length..] : file)]);

    [Fact(Timeout = Limit)]
    public async Task A_missing_folder_is_made_with_those_above_it()
    {
        var store = new FilePayloadStore(Path.Combine(_folder.Root, "one", "two") + "/");
        await store.TryCreateAsync("a/b", "x"u8.ToArray(), default);
        Assert.Equal(["one/two/content/a/b"], _folder.Files());
    }

    [Fact(Timeout = Limit)]
    public async Task An_open_reader_keeps_what_it_opened()
    {
        await Write("a/b", "old");
        await using var open = (await _store.OpenReadAsync("a/b", default))!;
        await Write("a/b", "new content");

        Assert.Equal("old", await new StreamReader(open).ReadToEndAsync());
    }

    [Fact(Timeout = Limit)]
    public async Task What_a_crash_left_in_staging_is_gone_at_the_next_start_and_nothing_else()
    {
        await Write("a/b", "kept");
        var staging = Path.Combine(_folder.Root, "staging");
        await File.WriteAllTextAsync(Path.Combine(staging, $"{Guid.NewGuid():N}"), "half a payload");
        var removed = Directory.CreateDirectory(Path.Combine(staging, $"{Guid.NewGuid():N}", "deep")).FullName;
        await File.WriteAllTextAsync(Path.Combine(removed, "file"), "half removed");

        // Somebody else's.
        await File.WriteAllTextAsync(Path.Combine(staging, "x"), "precious");
        Directory.CreateDirectory(Path.Combine(staging, "folder"));
        await File.WriteAllTextAsync(Path.Combine(staging, "folder", $"{Guid.NewGuid():N}"), "precious");

        _folder.Open();

        Assert.Equal(["folder", "x"], Directory.EnumerateFileSystemEntries(staging).Select(path => Path.GetFileName(path)).Order());
        Assert.Single(Directory.EnumerateFiles(Path.Combine(staging, "folder")));
        Assert.Contains("content/a/b", _folder.Files());
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
}
