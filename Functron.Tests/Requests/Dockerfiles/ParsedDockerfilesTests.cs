using System.Text;
using Functron.Execution.Requests.Dockerfiles;

namespace Functron.Tests.Requests.Dockerfiles;

public sealed class ParsedDockerfilesTests
{
    private readonly List<string> _parsed = [];
    private readonly ParsedDockerfiles _dockerfiles;

    public ParsedDockerfilesTests() => _dockerfiles = new ParsedDockerfiles(text =>
    {
        _parsed.Add(text);
        return Dockerfile.Parse(text);
    });

    [Fact]
    public void The_same_text_is_parsed_once()
    {
        var first = Of("FROM a\nCMD b");
        Assert.Same(first, Of("FROM a\nCMD b"));
        Assert.NotSame(first, Of("FROM a\nCMD c"));
        Assert.Equal(["FROM a\nCMD b", "FROM a\nCMD c"], _parsed);
    }

    [Theory]
    [InlineData("FROM a\n")]
    [InlineData("FROM a\r\n# ä\nCMD \"€\"")]
    [InlineData("\uFEFFFROM a")]
    public void The_digest_is_that_of_the_bytes(string text)
    {
        Assert.Equal(Dockerfile.DigestOf(Encoding.UTF8.GetBytes(text)), Of(text).Digest);
        Assert.NotEqual(Of(text).Digest, Of(text + " ").Digest);
    }

    /// <summary>A Dockerfile may have 1 MiB. How many different ones are sent is the senders' choice.</summary>
    [Fact]
    public void Of_very_many_only_the_last_ones_are_remembered()
    {
        var words = new string('x', 1024 * 1024);
        for (var i = 0; i < 20; i++)
            Of($"FROM a\nRUN {i} {words}\nCMD b");
        _parsed.Clear();

        Of($"FROM a\nRUN 19 {words}\nCMD b");
        Assert.Empty(_parsed);
        Of($"FROM a\nRUN 0 {words}\nCMD b");
        Assert.Single(_parsed);
    }

    [Fact]
    public void One_that_takes_very_much_memory_is_not_remembered()
    {
        var small = Of("FROM a\nCMD b");
        var many = "FROM a\n" + string.Concat(Enumerable.Repeat("x\n", 500_000)) + "CMD b";
        Assert.NotSame(Of(many), Of(many));
        Assert.Same(small, Of("FROM a\nCMD b"));
    }

    [Fact]
    public void Names_that_arguments_make_long_count_too()
    {
        var many = $"ARG a={new string('x', 1000)}\n"
            + string.Concat(Enumerable.Range(0, 30_000).Select(i => $"FROM $a/b{i}\n")) + "CMD b";
        Assert.NotSame(Of(many), Of(many));
    }

    [Fact]
    public void A_build_that_waits_holds_no_instructions()
    {
        var dockerfile = Of("FROM a AS b\nFROM b\nCMD c \\");
        var held = dockerfile.ForBuild();
        Assert.Equal(
            (dockerfile.Text, dockerfile.Digest, dockerfile.OpenEnd, dockerfile.Bases),
            (held.Text, held.Digest, held.OpenEnd, held.Bases));
        Assert.Empty(held.Instructions);
        Assert.Empty(held.Stages);
    }

    private Dockerfile Of(string text) => _dockerfiles.Of(Encoding.UTF8.GetBytes(text));
}
