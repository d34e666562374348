using System.Formats.Tar;
using System.Text;
using Functron.Execution;
using static Functron.Tests.Requests.Tars.Inspected;

namespace Functron.Tests.Requests.Tars;

/// <summary>How much an archive may have of anything.</summary>
public sealed class TarLimitTests
{
    [Fact]
    public void Entries_are_counted()
    {
        var tar = TarMaker.Of("a", "b", "c");
        Assert.Equal("", Rules(tar, new ExecutionOptions { MaxTarEntries = 3 }));
        Assert.Equal("entries", Rules(tar, new ExecutionOptions { MaxTarEntries = 2 }));
    }

    [Fact]
    public void Unpacked_bytes_are_counted()
    {
        var tar = TarMaker.Of("a", "b", "c");
        Assert.Equal("", Rules(TarMaker.Gzip(tar), new ExecutionOptions { MaxTarUnpackedBytes = tar.Length }));
        Assert.Equal("unpacked-size", Rules(TarMaker.Gzip(tar), new ExecutionOptions { MaxTarUnpackedBytes = tar.Length - 1 }));
        Assert.Equal("unpacked-size", Rules(TarMaker.Bzip2(tar), new ExecutionOptions { MaxTarUnpackedBytes = tar.Length - 1 }));
    }

    [Fact]
    public void A_name_longer_than_any_path_is_refused()
    {
        Assert.Equal("", Rules(TarMaker.Of(Path(4000))));
        Assert.Equal("path-length", Rules(TarMaker.Of(Path(4001))));
        Assert.Equal("", Rules(TarMaker.Of("a -> " + new string('b', 4095))));
        Assert.Equal("path-length", Rules(TarMaker.Of("a -> " + new string('b', 4096))));

        static string Path(int length) => string.Concat(Enumerable.Repeat(new string('a', 99) + '/', 39)) + new string('a', length - 3900);
    }

    [Fact]
    public void A_path_deeper_than_any_real_one_is_refused()
    {
        Assert.Equal("", Rules(TarMaker.Of(string.Join('/', Enumerable.Repeat("a", 101)))));
        Assert.Equal("path-depth", Rules(TarMaker.Of(string.Join('/', Enumerable.Repeat("a", 102)))));
        Assert.Equal("path-depth", Rules(TarMaker.Of("b", "c => " + string.Concat(Enumerable.Repeat("b/", 102)) + "b")));
    }

    [Theory]
    [InlineData('x')]
    [InlineData('g')]
    [InlineData('L')]
    [InlineData('K')]
    public void Metadata_that_claims_to_be_huge_is_not_read_into_memory(char type)
    {
        var tar = WithType(TarMaker.Of(TarEntryFormat.Gnu, "a"), type);
        Encoding.ASCII.GetBytes("17777777777\0").CopyTo(tar, 124);
        Assert.Equal("metadata-size", Rules(WithType(tar, type)));

        tar[124] = 0x80;
        tar.AsSpan(125, 11).Clear();
        tar[131] = 1;
        Assert.Equal("metadata-size", Rules(WithType(tar, type)));
    }

    [Fact]
    public void All_names_together_are_limited()
    {
        var entries = Enumerable.Range(0, 5_000).Select(i => $"{string.Join('/', Enumerable.Repeat(new string('a', 38), 100))}{i}")
            .ToArray();
        Assert.Equal("names", Rules(TarMaker.Of(entries)));
    }

    [Fact]
    public void All_extended_attributes_together_are_limited_but_for_those_that_all_entries_share()
    {
        byte[] entry = [.. RawTar.Pax(("SCHILY.xattr.user.a", new string('a', 60_000))), .. RawTar.File("f")];
        Assert.Equal("", Rules(RawTar.Of([.. Enumerable.Repeat(entry, 1_100)])));
        Assert.Equal("xattrs", Rules(RawTar.Of([.. Enumerable.Repeat(entry, 1_200)])));
        Assert.Equal(
            "", Rules(
            RawTar.Of([RawTar.Pax(
            'g', RawTar.Record(("SCHILY.xattr.user.a", new string('a', 60_000)))), .. Enumerable.Repeat(RawTar.File("f"), 2_000)])));
    }

    [Fact]
    public void Only_so_many_problems_are_named() =>
        Assert.Equal(20, Rules(TarMaker.Of([.. Enumerable.Range(0, 100).Select(i => $"/{i}")])).Split(' ').Length);

    [Theory]
    [InlineData(7, "", "")]
    [InlineData(9, "ratio", "")]
    [InlineData(64, "ratio", "")]
    public void A_packed_archive_may_unpack_to_8_MiB_or_1100_times_its_size(int mebibytes, string ofBzip2, string ofGzip)
    {
        var tar = TarMaker.Of(
            new PaxTarEntry(TarEntryType.RegularFile, "zeros") { DataStream = new MemoryStream(new byte[mebibytes << 20]) });
        Assert.Equal("", Rules(tar));
        Assert.Equal(ofBzip2, Rules(TarMaker.Bzip2(tar)));
        Assert.Equal(ofGzip, Rules(TarMaker.Gzip(tar)));
    }

    [Fact]
    public void What_does_not_pack_well_may_be_large()
    {
        var random = new byte[12 << 20];
        new Random(1).NextBytes(random);
        Assert.Equal(
            "", Rules(
            TarMaker.Bzip2(TarMaker.Of(new PaxTarEntry(TarEntryType.RegularFile, "random") { DataStream = new MemoryStream(random) }))));
    }

    [Fact]
    public void Looking_through_it_may_not_take_longer_than_its_limit() =>
        Assert.Equal("time", Rules(TarMaker.Of("a", "b"), new ExecutionOptions { TarInspectionSeconds = 1e-7 }));
}
