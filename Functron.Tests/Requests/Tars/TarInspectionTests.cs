using System.Formats.Tar;
using static Functron.Tests.Requests.Tars.Inspected;

namespace Functron.Tests.Requests.Tars;

/// <summary>Which entries an archive may have.</summary>
public sealed class TarInspectionTests
{
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
        Assert.Equal(
            "sparse", Rules(TarMaker.Of(new PaxTarEntry(TarEntryType.RegularFile, "big", [new("GNU.sparse.realsize", "1000000000000")]))));
        Assert.Equal("sparse", Rules(WithType(TarMaker.Of(TarEntryFormat.Gnu, "a"), 'S')));
    }

    [Theory]
    [InlineData('V')]
    [InlineData('M')]
    [InlineData('D')]
    public void Kinds_that_only_some_programs_know_are_refused(char type) =>
        Assert.Contains(Rules(WithType(TarMaker.Of(TarEntryFormat.Gnu, "a"), type)), new[] { "entry-type", "corrupt" });
}
