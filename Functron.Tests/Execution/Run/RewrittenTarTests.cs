using System.Formats.Tar;
using Functron.Execution;
using Functron.Execution.Run.ByEngine;
using Functron.Tests.Requests.Tars;

namespace Functron.Tests.Execution.Run;

/// <summary>What the engine gets, read by another reader than our own.</summary>
public sealed class RewrittenTarTests
{
    // That reader takes no owner of 2^31 or more, and no newline in a PAX value.
    public static TheoryData<string> Odd =>
    [
        .. OddTars.Good.Keys.Where(name => !name.StartsWith("an owner of 2^", StringComparison.Ordinal)
            && !name.Contains("newline", StringComparison.Ordinal)),
    ];

    [Theory]
    [MemberData(nameof(Odd))]
    public void Another_reader_reads_whatever_was_taken(string name)
    {
        var entries = Read(OddTars.Good[name]);
        Assert.NotEmpty(entries);
        Assert.All(entries, entry =>
        {
            Assert.Contains(
                entry.EntryType,
                new[] { TarEntryType.RegularFile, TarEntryType.Directory, TarEntryType.SymbolicLink, TarEntryType.HardLink });
            Assert.StartsWith("data/", entry.Name, StringComparison.Ordinal);
            Assert.InRange(entry.ModificationTime, DateTimeOffset.UnixEpoch, DateTimeOffset.FromUnixTimeSeconds(9223372036));
        });
    }

    [Fact]
    public void Names_of_hard_links_lie_in_the_folder_those_of_symbolic_links_stay()
    {
        var entries = Read(
            RawTar.Of(RawTar.File("./a//f"), RawTar.Header("h", '1', link: "a/./f"), RawTar.Header("l", '2', link: "../../up")));
        Assert.Equal(["data/a/f", "data/h => data/a/f", "data/l => ../../up"], entries.Select(
            e => e.LinkName.Length == 0 ? e.Name : $"{e.Name} => {e.LinkName}"));
    }

    [Fact]
    public void A_hard_link_has_the_attributes_of_the_file_that_it_names()
    {
        var entries = Read(OddTars.Good["an owner that goes away from the file of a hard link"]);
        Assert.Equal((entries[0].Mode, entries[0].Uid), (entries[1].Mode, entries[1].Uid));
        Assert.Equal(["user.a=1", "user.a=1", ""], Read(OddTars.Good["attributes of a hard link"]).Select(Attributes));
    }

    [Fact]
    public void A_folder_that_is_replaced_is_left_out() =>
        Assert.Equal(["data/d/f", "data/d", "data/last"], Read(OddTars.Good["a folder that a file replaces"]).Select(entry => entry.Name));

    [Fact]
    public void Attributes_that_no_container_may_set_are_left_out() =>
        Assert.Equal("user.b=x", Attributes(Read(OddTars.Good["attributes that no container may set"])[0]));

    [Fact]
    public void Content_comes_through_unchanged()
    {
        var content = new byte[200_000];
        new Random(1).NextBytes(content);
        byte[] tar = [.. RawTar.Header("f", size: content.Length), .. RawTar.Padded(content), .. RawTar.End];
        foreach (var packed in new[] { tar, TarMaker.Gzip(tar), TarMaker.Bzip2(tar) })
        {
            using var rewritten = Rewritten(packed);
            using var reader = new TarReader(rewritten);
            var unpacked = new MemoryStream();
            reader.GetNextEntry()!.DataStream!.CopyTo(unpacked);
            Assert.Equal(content, unpacked.ToArray());
        }
    }

    private static string Attributes(TarEntry entry) =>
        entry is PaxTarEntry pax
            ? string.Join(' ', pax.ExtendedAttributes
                .Where(a => a.Key.StartsWith("SCHILY.xattr.", StringComparison.Ordinal))
                .Select(a => $"{a.Key["SCHILY.xattr.".Length..]}={a.Value}"))
            : "";

    private static List<TarEntry> Read(byte[] tar)
    {
        using var rewritten = Rewritten(tar);
        using var reader = new TarReader(rewritten);
        var entries = new List<TarEntry>();
        while (reader.GetNextEntry(copyData: true) is { } entry)
            entries.Add(entry);
        return entries;
    }

    private static RewrittenTar Rewritten(byte[] tar) =>
        new(new MemoryStream(tar), "data/", new ExecutionOptions(), CancellationToken.None);
}
