using Functron.Execution.Requests.Dockerfiles;
using Functron.Execution.Results;
using Functron.Tests.Execution.Engine;

namespace Functron.Tests.Execution.Build;

/// <summary>
/// Our reading of a Dockerfile against that of the engine's own parser: what the gate lets through means the same to both.
/// </summary>
public sealed class DockerfileParserTests : EngineTest
{
    [Theory(Timeout = 120_000)]
    [InlineData("# escape=`\n", true)]
    [InlineData("  #  Escape\t=  ` \n", true)]
    [InlineData("\uFEFF# escape=`\r\n", true)]
    [InlineData("# syntax=docker/dockerfile:1\n# escape=`\n", true)]
    [InlineData("# escape=`\n# check=skip=all\n", true)]
    [InlineData("\n# escape=`\n", false)]
    [InlineData("# a note\n# escape=`\n", false)]
    [InlineData("# escape\n# escape=`\n", false)]
    [InlineData("#\n# escape=`\n", false)]
    [InlineData("#\v# escape=`\n", false)]
    [InlineData("# check=skip=all\n", false)]
    [InlineData("# check=skip=all\n# escape=\\\n", false)]
    public async Task The_escape_character_is_the_engines(string directives, bool backtick)
    {
        // Where the backtick is no escape character, the second line is an instruction that nobody knows.
        var dockerfile = directives + "FROM busybox\nRUN echo one `\n && echo two\nCMD [\"true\"]\n";
        var parsed = Dockerfile.Parse(dockerfile);
        Assert.Empty(DockerfileRule.Check(parsed));
        Assert.Equal(backtick ? '`' : '\\', parsed.Escape);
        Assert.Equal(backtick, parsed.Instructions.Count == 3);
        Assert.Equal(backtick, await BuildsAsync(dockerfile));
    }

    [Theory(Timeout = 120_000)]
    [InlineData("# check=skip=all\n# escape=`\nFROM busybox\nRUN echo one `\n && echo two\nCMD [\"true\"]")]
    [InlineData("#\u00a0escape=`\nFROM busybox\nRUN echo one `\n && echo two\nCMD [\"true\"]")]
    [InlineData("FROM busybox\rRUN echo a\rCMD [\"true\"]\r")]
    [InlineData("FROM busybox\r\r\nRUN echo a \\\r\r\n b\r\r\nCMD [\"true\"]\r\r\n")]
    [InlineData("FROM busybox\nRUN cat <<\"MY EOF\"\nhi\nMY EOF\nCMD [\"true\"]")]
    [InlineData("FROM busybox\nRUN cat <<-END!\n\thi\n\tEND!\nCMD [\"true\"]")]
    [InlineData("FROM busybox\nRUN cat <<\\EOF >x\nhi\nEOF\nCMD [\"true\"]")]
    public async Task What_the_gate_refuses_in_words_the_engine_does_not_build(string dockerfile)
    {
        Assert.NotEmpty(DockerfileRule.Check(Dockerfile.Parse(dockerfile)));
        Assert.False(await BuildsAsync(dockerfile));
    }

    [Theory(Timeout = 120_000)]
    [InlineData("FROM busybox\r\r\nRUN echo a\r\r\nCMD [\"true\"]\r\r\n")]
    [InlineData("FROM busybox\nRUN echo $((1<<2)) $((1 <<2)) '<<EOF' \"<<EOF\"\nCMD [\"true\"]")]
    [InlineData("FROM busybox\nENTRYPOINT [\"true\"]\nCMD []")]
    [InlineData("FROM 'busy'box\nCMD [\"true\"]")]
    [InlineData("ARG a=busy\nARG b=\"${a}box\"\nFROM ${none:-$b}\nCMD [\"true\"]")]
    [InlineData("ARG s=tools\nFROM busybox AS tools\nFROM $s\nCMD [\"true\"]")]
    public async Task What_the_gate_lets_through_is_built(string dockerfile)
    {
        Assert.Empty(DockerfileRule.Check(Dockerfile.Parse(dockerfile)));
        Assert.True(await BuildsAsync(dockerfile));
    }

    private async Task<bool> BuildsAsync(string dockerfile)
    {
        var bench = Start();
        var order = await bench.AcceptAsync(dockerfile);
        var built = await bench.Builder.BuildAsync(order, CancellationToken.None);
        Assert.True(built.Succeeded || (await bench.ResultAsync(order)).Ending == Ending.BuildFailed);
        return built.Succeeded;
    }
}
