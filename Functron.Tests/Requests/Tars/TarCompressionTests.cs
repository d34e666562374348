using Functron.Execution;
using Functron.Execution.Requests.Tars;

namespace Functron.Tests.Requests.Tars;

public sealed class TarCompressionTests
{
    private static readonly byte[] Good = TarMaker.Of("a", "b");
    private static readonly byte[] Bad = TarMaker.Of("a", "/b");

    [Fact]
    public void Every_stream_of_a_bzip2_is_read()
    {
        Assert.Equal("", Rules(TarMaker.Bzip2(Good[..100], Good[100..700], [], Good[700..])));
        Assert.Equal("path", Rules(TarMaker.Bzip2(Bad[..1024], Bad[1024..])));
    }

    [Fact]
    public void Every_member_of_a_gzip_is_read()
    {
        Assert.Equal("", Rules(TarMaker.Gzip(Good[..100], Good[100..700], [], Good[700..])));
        Assert.Equal("path", Rules(TarMaker.Gzip(Bad[..1024], Bad[1024..])));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("BZ")]
    [InlineData("\0")]
    [InlineData("bytes that are no archive")]
    public void Bytes_behind_the_last_stream_are_refused(string trailing)
    {
        Assert.Equal("trailing-bytes", Rules([.. TarMaker.Bzip2(Good), .. trailing.Select(c => (byte)c)]));
        Assert.Equal("trailing-bytes", Rules([.. TarMaker.Gzip(Good), .. trailing.Select(c => (byte)c)]));
    }

    [Fact]
    public void A_member_that_only_some_readers_read_hides_nothing()
    {
        var hidden = TarMaker.Gzip(Bad[1024..]);
        hidden[3] = 0xE0; // reserved flags
        Assert.Equal("trailing-bytes", Rules([.. TarMaker.Gzip(Bad[..1024]), .. hidden]));
    }

    [Fact]
    public void Every_optional_part_of_a_gzip_header_is_read_and_its_own_check_sum_checked()
    {
        byte[] extra = [3, 0, (byte)'a', 0, 0x1F];
        byte[] text = [.. "name"u8, 0];
        var member = TarMaker.Gzip(Good);
        for (var flags = 0; flags < 0x20; flags++)
        {
            byte[] header = [
                .. member[..3], (byte)flags, .. member[4..10],
                .. (flags & 4) != 0 ? extra : [], .. (flags & 8) != 0 ? text : [], .. (flags & 16) != 0 ? text : []];
            var sum = new ICSharpCode.SharpZipLib.Checksum.Crc32();
            sum.Update(header);
            byte[] check = (flags & 2) == 0 ? [] : [(byte)sum.Value, (byte)(sum.Value >> 8)];
            Assert.Equal("", Rules([.. header, .. check, .. member[10..], .. header, .. check, .. member[10..]]));
            if (check.Length > 0)
                Assert.Equal("corrupt", Rules([.. header, check[0], (byte)(check[1] ^ 1), .. member[10..]]));
        }
    }

    [Fact]
    public void What_a_second_stream_unpacks_to_is_counted()
    {
        var options = new ExecutionOptions { MaxTarUnpackedBytes = 100_000 };
        Assert.Equal("unpacked-size", Rules(TarMaker.Bzip2(Good, new byte[200_000]), options));
        Assert.Equal("unpacked-size", Rules(TarMaker.Gzip(Good, new byte[200_000]), options));
    }

    [Fact]
    public void So_are_streams_of_nothing()
    {
        byte[] nothing = [.. "BZh9"u8, 0x17, 0x72, 0x45, 0x38, 0x50, 0x90, 0, 0, 0, 0];
        var options = new ExecutionOptions { MaxTarUnpackedBytes = 1_000_000 };
        byte[] Archive(int more) => [.. TarMaker.Bzip2(Good), .. Enumerable.Repeat(nothing, more).SelectMany(bytes => bytes)];
        Assert.Equal("", Rules(Archive(10), options));
        Assert.Equal("unpacked-size", Rules(Archive(11), options));
    }

    [Fact]
    public void A_second_stream_that_is_cut_off_is_refused()
    {
        Assert.Equal("corrupt", Rules(TarMaker.Bzip2(Good[..1024], Good[1024..])[..^6]));
        Assert.Equal("corrupt", Rules(TarMaker.Gzip(Good[..1024], Good[1024..])[..^6]));
    }

    private static string Rules(byte[] archive, ExecutionOptions? options = null) =>
        string.Join(
            ' ', new TarInspection(options ?? new ExecutionOptions()).Inspect(new MemoryStream(archive),
            default).Select(problem => problem.Rule));
}
