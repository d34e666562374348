using System.Formats.Tar;
using Functron.Execution.Build;

namespace Functron.Tests.Execution.Build;

public sealed class BuildContextTests
{
    [Theory]
    [InlineData("FROM busybox\nCMD echo hi\n")]
    [InlineData("FROM busybox\n# ünïcödé\nCMD echo hi")]
    [InlineData("")]
    public void Holds_the_dockerfile_and_hides_it_from_what_copies(string dockerfile)
    {
        using var tar = new TarReader(new MemoryStream(BuildContext.Of(dockerfile)));

        var entry = tar.GetNextEntry()!;
        Assert.Equal("Dockerfile", entry.Name);
        Assert.Equal(
            TarEntryType.RegularFile, entry.EntryType switch { TarEntryType.V7RegularFile => TarEntryType.RegularFile, var type => type });
        Assert.Equal((UnixFileMode)0x1A4, entry.Mode);
        Assert.Equal(dockerfile, entry.DataStream is { } content ? new StreamReader(content).ReadToEnd() : "");

        var ignored = tar.GetNextEntry()!;
        Assert.Equal((".dockerignore", "*\n"), (ignored.Name, new StreamReader(ignored.DataStream!).ReadToEnd()));
        Assert.Null(tar.GetNextEntry());
    }

    [Fact]
    public void Is_the_same_for_the_same_text() => Assert.Equal(BuildContext.Of("FROM x\n"), BuildContext.Of("FROM x\n"));

    [Fact]
    public void Takes_a_text_of_many_blocks()
    {
        var text = "FROM x\n" + new string('#', 100_000);
        using var tar = new TarReader(new MemoryStream(BuildContext.Of(text)));
        Assert.Equal(text, new StreamReader(tar.GetNextEntry()!.DataStream!).ReadToEnd());
    }
}
