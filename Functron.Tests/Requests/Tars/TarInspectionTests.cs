using System.Formats.Tar;
using System.Text;
using Functron.Execution;
using Functron.Execution.Requests.Tars;

namespace Functron.Tests.Execution.Requests.Tars;

public sealed class TarInspectionTests
{
    private const int Block = 512;

    public static TheoryData<string> Good => [.. Fixture.Names.Where(name => !name.Contains("-bad-", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Good))]
    public void A_good_archive_made_by_python_is_taken(string name) => Assert.Equal("", Rules(Fixture.Read(name)));

    [Theory]
    [InlineData("bad-absolute", "path")]
    [InlineData("bad-parent", "path")]
    [InlineData("bad-long-parent", "path")]
    [InlineData("bad-hard-link", "hard-link")]
    [InlineData("bad-through-link", "path")]
    [InlineData("bad-device", "entry-type")]
    public void A_bad_archive_made_by_python_is_refused_by_rule(string name, string rule)
    {
        Assert.Equal(rule, Rules(Fixture.Read($"pax-{name}.tar.bz2")));
        Assert.Equal(rule, Rules(Fixture.Read($"gnu-{name}.tar.bz2")));
    }

    [Theory]
    [InlineData("", "a")]
    [InlineData("", "a", "b/", "b/c", "./d", "./", "e//f", "b/./g")]
    [InlineData("", "/", "a", "b/")] // a folder that Python's tarfile added under an empty name
    [InlineData("", "//", "a")]
    [InlineData("", "...", "..a/b..", "a b", "a\\..\\b", "C:/x")]
    [InlineData("", "a -> b", "b -> /etc/passwd", "c -> ../../x", "d -> .")]
    [InlineData("", "a", "b => a", "c/", "c/d => ./a", "e => b")]
    [InlineData("", "a -> b", "a", "a/")] // the engine replaces it
    [InlineData("", "a -> b", "a/", "a/b")]
    [InlineData("path", "/a")]
    [InlineData("path", "//a")]
    [InlineData("path", "/./")]
    [InlineData("path", "/../")]
    [InlineData("path", "/ -> /etc")]
    [InlineData("hard-link", "a => /")]
    [InlineData("path", "..")]
    [InlineData("path", "../a")]
    [InlineData("path", "a/../b")]
    [InlineData("path", "a/..")]
    [InlineData("path", "./../a")]
    [InlineData("path", "../a/")]
    [InlineData("path", "/a -> b")]
    [InlineData("path", "../a -> b")]
    [InlineData("path", ". -> /etc")]
    [InlineData("path", ".")]
    [InlineData("path", "a -> /etc", "a/passwd")]
    [InlineData("path", "a -> /etc", "./a//passwd")]
    [InlineData("path", "a -> /etc", "a/b/c/d")]
    [InlineData("path", "a -> /etc", "a/b/")]
    [InlineData("path", "a -> /etc", "a/b -> c")]
    [InlineData("path", "a/b -> /etc", "a/b/c")]
    [InlineData("path", "a/ -> /etc", "a/b")]
    [InlineData("path", "a -> b", "b/", "a/c")]
    [InlineData("path", "a/", "a/b", "a -> /etc", "a/b")]
    [InlineData("path", "a -> /etc", "b => a", "b/passwd")]
    [InlineData("path", "a", "a/b")]
    [InlineData("hard-link", "a => /etc/passwd")]
    [InlineData("hard-link", "a => ../b")]
    [InlineData("hard-link", "b", "a => c/../b")]
    [InlineData("hard-link", "a -> /etc", "b => a/passwd")]
    [InlineData("hard-link", "a => b")]
    [InlineData("hard-link", "a => a")]
    [InlineData("hard-link", "b/", "a => b")]
    [InlineData("path hard-link path", "/a", "ok", "b => /c", "../d")]
    public void Entries_are_judged_by_where_they_would_land(string rules, params string[] entries)
    {
        Assert.Equal(rules, Rules(TarMaker.Of(TarEntryFormat.Pax, entries)));
        Assert.Equal(rules, Rules(TarMaker.Of(TarEntryFormat.Gnu, entries)));
        Assert.Equal(rules, Rules(TarMaker.Of(TarEntryFormat.Ustar, entries)));
        Assert.Equal(rules, Rules(TarMaker.Of(TarEntryFormat.V7, entries)));
    }

    [Theory]
    [InlineData(TarEntryType.CharacterDevice)]
    [InlineData(TarEntryType.BlockDevice)]
    [InlineData(TarEntryType.Fifo)]
    public void Devices_and_pipes_are_refused(TarEntryType type)
    {
        Assert.Equal("entry-type", Rules(TarMaker.Of(new PaxTarEntry(type, "dev"))));
        Assert.Equal("entry-type", Rules(TarMaker.Of(new GnuTarEntry(type, "dev"))));
    }

    [Fact]
    public void Sparse_files_are_refused()
    {
        Assert.Equal("sparse", Rules(TarMaker.Of(new PaxTarEntry(TarEntryType.RegularFile, "big", [new("GNU.sparse.realsize", "1000000000000")]))));
        Assert.Equal("sparse", Rules(WithType(TarMaker.Of(TarEntryFormat.Gnu, "a"), 'S')));
    }

    [Theory]
    [InlineData('V')]
    [InlineData('M')]
    [InlineData('D')]
    public void Kinds_that_only_some_programs_know_are_refused(char type) =>
        Assert.Contains(Rules(WithType(TarMaker.Of(TarEntryFormat.Gnu, "a"), type)), new[] { "entry-type", "corrupt" });

    [Fact]
    public void Every_packing_is_read()
    {
        var tar = TarMaker.Of("a", "/b");
        Assert.Equal("path", Rules(tar));
        Assert.Equal("path", Rules(TarMaker.Gzip(tar)));
        Assert.Equal("path", Rules(TarMaker.Bzip2(tar)));
        Assert.Equal("path", Rules(TarMaker.Gzip(tar[..100], tar[100..700], tar[700..])));
    }

    [Theory]
    [InlineData(new byte[] { 0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00 })]
    [InlineData(new byte[] { 0x28, 0xB5, 0x2F, 0xFD })]
    [InlineData(new byte[] { 0x50, 0x4B, 0x03, 0x04 })]
    public void Other_packings_are_named_as_such(byte[] start) => Assert.Equal("format", Rules([.. start, .. new byte[2000]]));

    [Fact]
    public void What_is_no_archive_is_refused()
    {
        Assert.Contains(Rules("hello"u8.ToArray()), new[] { "corrupt", "format" });
        Assert.Equal("corrupt", Rules(Encoding.ASCII.GetBytes(new string('x', 5000))));
        Assert.Equal("corrupt", Rules(TarMaker.Gzip("hello"u8.ToArray())[..10]));
        Assert.Contains(Rules(TarMaker.Gzip("hello"u8.ToArray())), new[] { "corrupt", "format" });
        Assert.Equal("corrupt", Rules([0x1F, 0x8B, 1, 2, 3]));
        Assert.Equal("corrupt", Rules("BZh9xxxxxxxxxxxxxxx"u8.ToArray()));
    }

    [Fact]
    public void An_archive_without_entries_is_fine() => Assert.Equal("", Rules(new byte[2 * Block]));

    [Fact]
    public void A_missing_end_is_fine_but_a_cut_entry_is_not()
    {
        Assert.Equal("", Rules(TarMaker.Of(TarEntryFormat.Ustar, "a", "b -> a")[..(3 * Block)]));
        var tar = TarMaker.Of(TarEntryFormat.Ustar, "a", "b");
        Assert.Equal("", Rules(tar[..(4 * Block)]));
        Assert.Equal("corrupt", Rules(tar[..(3 * Block)]));
        Assert.Equal("corrupt", Rules(Fixture.Read("pax-good.tar")[..^10_240]));
        Assert.Equal("corrupt", Rules(tar[..(3 * Block + 3)]));
        Assert.Equal("corrupt", Rules(tar[..(2 * Block + 100)]));
    }

    [Fact]
    public void A_damaged_header_is_refused()
    {
        var tar = TarMaker.Of(TarEntryFormat.Ustar, "a", "b");
        tar[2 * Block]++;
        Assert.Equal("corrupt", Rules(tar));
    }

    [Fact]
    public void A_damaged_or_cut_packing_is_refused()
    {
        var gzip = TarMaker.Gzip(TarMaker.Of("a"));
        Assert.Equal("corrupt", Rules(gzip[..^9]));
        gzip[^8] ^= 1; // of its check sum
        Assert.Equal("corrupt", Rules(gzip));

        var bzip2 = TarMaker.Bzip2(TarMaker.Of("a"));
        Assert.Equal("corrupt", Rules(bzip2[..^9]));
    }

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
        var entries = Enumerable.Range(0, 5_000).Select(i => $"{string.Join('/', Enumerable.Repeat(new string('a', 38), 100))}{i}").ToArray();
        Assert.Equal("names", Rules(TarMaker.Of(entries)));
    }

    [Fact]
    public void All_extended_attributes_together_are_limited_but_for_those_that_all_entries_share()
    {
        byte[] entry = [.. RawTar.Pax(("SCHILY.xattr.user.a", new string('a', 60_000))), .. RawTar.File("f")];
        Assert.Equal("", Rules(RawTar.Of([.. Enumerable.Repeat(entry, 1_100)])));
        Assert.Equal("xattrs", Rules(RawTar.Of([.. Enumerable.Repeat(entry, 1_200)])));
        Assert.Equal("", Rules(RawTar.Of([RawTar.Pax('g', RawTar.Record(("SCHILY.xattr.user.a", new string('a', 60_000)))), .. Enumerable.Repeat(RawTar.File("f"), 2_000)])));
    }

    [Fact]
    public void Only_so_many_problems_are_named() =>
        Assert.Equal(20, Rules(TarMaker.Of([.. Enumerable.Range(0, 100).Select(i => $"/{i}")])).Split(' ').Length);

    [Fact]
    public void Damage_anywhere_is_a_problem_or_nothing_but_never_a_crash()
    {
        byte[][] archives = [Fixture.Read("pax-good.tar"), Fixture.Read("gnu-good.tar"), Fixture.Read("pax-good.tar.bz2"), Fixture.Read("gnu-good.tar.gz")];
        var random = new Random(7);
        var refused = 0;
        for (var i = 0; i < 2_000; i++)
        {
            var bytes = (byte[])archives[i % archives.Length].Clone();
            for (var n = random.Next(1, 4); n > 0; n--)
                bytes[random.Next(Math.Min(bytes.Length, 6000))] = (byte)random.Next(256);
            if (random.Next(4) == 0)
                bytes = bytes[..random.Next(1, bytes.Length)];
            if (Rules(bytes).Length > 0)
                refused++;
        }

        Assert.InRange(refused, 500, 2_000);
    }

    [Fact]
    public void A_failing_medium_is_no_fault_of_the_archive() =>
        Assert.Throws<IOException>(() => new TarInspection(new ExecutionOptions()).Inspect(new FailingStream(TarMaker.Of("a")), default));

    [Fact]
    public void A_cancelled_inspection_says_so() =>
        Assert.ThrowsAny<OperationCanceledException>(() =>
            new TarInspection(new ExecutionOptions()).Inspect(new MemoryStream(TarMaker.Of("a")), new CancellationToken(canceled: true)));

    [Theory]
    [InlineData(7, "", "")]
    [InlineData(9, "ratio", "")]
    [InlineData(64, "ratio", "")]
    public void A_packed_archive_may_unpack_to_8_MiB_or_1100_times_its_size(int mebibytes, string ofBzip2, string ofGzip)
    {
        var tar = TarMaker.Of(new PaxTarEntry(TarEntryType.RegularFile, "zeros") { DataStream = new MemoryStream(new byte[mebibytes << 20]) });
        Assert.Equal("", Rules(tar));
        Assert.Equal(ofBzip2, Rules(TarMaker.Bzip2(tar)));
        Assert.Equal(ofGzip, Rules(TarMaker.Gzip(tar)));
    }

    [Fact]
    public void What_does_not_pack_well_may_be_large()
    {
        var random = new byte[12 << 20];
        new Random(1).NextBytes(random);
        Assert.Equal("", Rules(TarMaker.Bzip2(TarMaker.Of(new PaxTarEntry(TarEntryType.RegularFile, "random") { DataStream = new MemoryStream(random) }))));
    }

    [Fact]
    public void Looking_through_it_may_not_take_longer_than_its_limit() =>
        Assert.Equal("time", Rules(TarMaker.Of("a", "b"), new ExecutionOptions { TarInspectionSeconds = 1e-7 }));

    private static string Rules(byte[] archive) => Rules(archive, new ExecutionOptions());

    private static string Rules(byte[] archive, ExecutionOptions options) =>
        string.Join(' ', new TarInspection(options).Inspect(new MemoryStream(archive), default).Select(problem => problem.Rule));

    /// <summary>Another type in the first header, and the check sum to match.</summary>
    private static byte[] WithType(byte[] tar, char type)
    {
        tar[156] = (byte)type;
        tar.AsSpan(148, 8).Fill((byte)' ');
        var sum = tar.AsSpan(0, Block).ToArray().Sum(b => b);
        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(tar, 148);
        return tar;
    }

    private sealed class FailingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => Position >= Block ? throw new IOException("the disk is gone") : base.Read(buffer);
    }
}
