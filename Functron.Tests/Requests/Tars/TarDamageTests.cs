using System.Formats.Tar;
using System.Text;
using Functron.Execution;
using Functron.Execution.Requests.Tars;
using static Functron.Tests.Requests.Tars.Inspected;

namespace Functron.Tests.Requests.Tars;

/// <summary>Archives that are packed, cut, damaged or none.</summary>
public sealed class TarDamageTests
{
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
    public void Damage_anywhere_is_a_problem_or_nothing_but_never_a_crash()
    {
        byte[][] archives = [Fixture.Read(
            "pax-good.tar"), Fixture.Read("gnu-good.tar"), Fixture.Read("pax-good.tar.bz2"), Fixture.Read("gnu-good.tar.gz")];
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

    private sealed class FailingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => Position >= Block ? throw new IOException("the disk is gone") : base.Read(buffer);
    }
}
