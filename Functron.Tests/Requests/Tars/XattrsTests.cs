using Functron.Execution.Requests.Tars;

namespace Functron.Tests.Requests.Tars;

public sealed class XattrsTests
{
    [Fact]
    public void Those_for_all_entries_come_first_and_later_ones_are_none_of_an_earlier_entry()
    {
        var archive = RawTar.Of(
            Global("user.a"),
            RawTar.File("1"),
            RawTar.Pax(("SCHILY.xattr.user.own", "o"), ("SCHILY.xattr.trusted.x", "t"), ("SCHILY.xattr.user.empty", "")),
            RawTar.File("2"),
            Global("user.b"),
            RawTar.File("3"),
            RawTar.Pax(("SCHILY.xattr.user.a", "again")),
            RawTar.File("4"));
        var reader = new TarItemReader(new MeteredStream(new MemoryStream(archive), MeterLimits.Of(long.MaxValue), CancellationToken.None));
        var items = new List<TarItem>();
        while (reader.Next() is { } item)
            items.Add(item);

        Assert.Equal(
            ["user.a", "user.a user.own", "user.a user.b", "user.a user.b user.a"],
            items.Select(item => string.Join(' ', item.Attributes.Xattrs.Select(x => x.Key))));
    }

    [Fact]
    public void What_is_too_much_counts_those_that_no_function_finds_too()
    {
        var some = Xattrs.None.With([new("trusted.long", new byte[7])]);
        var more = some.With([new("user.a", new byte[3]), new("user.b", [])]);
        Assert.Equal((12, 7, 12 + 7 + 6 + 3 + 6), (more.LongestName, more.LargestValue, more.Together));
        Assert.Equal((12, 7, 12 + 7), (some.LongestName, some.LargestValue, some.Together));
        Assert.Equal("user.a", Assert.Single(more).Key);
        Assert.Same(some, some.With([]));
        Assert.Empty(Xattrs.None);
    }

    private static byte[] Global(string name) => RawTar.Pax('g', RawTar.Record(($"SCHILY.xattr.{name}", "x")));
}
