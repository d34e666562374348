using System.Formats.Tar;
using Functron.Execution.Run;
using Functron.Tests.Execution.Engine;

namespace Functron.Tests.Execution.Launcher;

/// <summary>What the launcher unpacks.</summary>
public sealed class LauncherTarTests() : EngineTest(RunPathOption.Launcher)
{
    [Fact(Timeout = 120_000)]
    public async Task A_hundred_thousand_files_are_unpacked()
    {
        var bench = Start();
        var tar = WrittenTar.Of(t =>
        {
            for (var i = 0; i < 100_000; i++)
                t.WriteEntry(WrittenTar.File($"d{i / 1000}/f{i}", [], (UnixFileMode)0x1A4));
        });
        var result = await bench.RunAsync(await bench.AcceptAsync("FROM busybox\nCMD find /data -type f | wc -l", tar: tar));
        Assert.Equal("100000\n", await bench.TextAsync(result.Stdout));
    }

    [Theory(Timeout = 120_000)]
    [InlineData(TarEntryFormat.V7)]
    [InlineData(TarEntryFormat.Ustar)]
    [InlineData(TarEntryFormat.Pax)]
    [InlineData(TarEntryFormat.Gnu)]
    public async Task A_tar_is_unpacked_with_owners_modes_links_and_times(TarEntryFormat format)
    {
        var at = DateTimeOffset.FromUnixTimeSeconds(1_000_000_000);
        var longName = format == TarEntryFormat.V7 ? "folder/name" : $"folder/{new string('a', 90)}/{new string('b', 90)}";
        var file = format == TarEntryFormat.V7 ? TarEntryType.V7RegularFile : TarEntryType.RegularFile;
        var tar = WrittenTar.Of(
            t =>
            {
                t.WriteEntry(WrittenTar.Entry(format, TarEntryType.Directory, "folder/", (UnixFileMode)0x1C0, at, 1000));
                t.WriteEntry(WrittenTar.Entry(format, file, longName, (UnixFileMode)0x9ED, at, 1001, "long"));
                t.WriteEntry(WrittenTar.Entry(format, file, "target", (UnixFileMode)0x1A0, at, 1001, "content"));
                t.WriteEntry(WrittenTar.Entry(format, TarEntryType.SymbolicLink, "link", (UnixFileMode)0x1FF, at, 1002, link: "target"));
                t.WriteEntry(WrittenTar.Entry(format, TarEntryType.HardLink, "hard", (UnixFileMode)0x1A0, at, 1001, link: "target"));
            },
            format);
        const string List =
            "cd /data; stat -c '%u:%g %a %Y %h' folder \"$N\" target hard; stat -c '%u %N' link | sed 's/ .*->/ ->/'; cat \"$N\" link hard";
        var dockerfile = $"FROM busybox\nENV N={longName}\nCMD {List}";
        var bench = Start();
        var result = await bench.RunAsync(await bench.AcceptAsync(dockerfile, tar: tar));

        var other = Start(s => s.Options.RunPath = RunPathOption.Engine);
        var engine = await other.RunAsync(await other.AcceptAsync(dockerfile, tar: tar));
        var text = await bench.TextAsync(result.Stdout);
        Assert.Equal(await other.TextAsync(engine.Stdout), text);
        Assert.Contains("1001:1001 4755 1000000000 1\n1001:1001 640 1000000000 2\n", text, StringComparison.Ordinal);
        Assert.EndsWith("longcontentcontent", text, StringComparison.Ordinal);
    }
}
