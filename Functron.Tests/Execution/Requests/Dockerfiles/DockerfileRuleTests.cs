using Functron.Execution.Requests.Dockerfiles;

namespace Functron.Tests.Execution.Requests.Dockerfiles;

public sealed class DockerfileRuleTests
{
    [Theory]
    [InlineData("FROM busybox\nCMD echo hi")]
    [InlineData("FROM busybox\nCMD [\"echo\", \"hi\"]")]
    [InlineData("FROM busybox\nCMD []")]
    [InlineData("from busybox\ncmd echo hi")]
    [InlineData("  From busybox\n\tcMd\techo hi")]
    [InlineData("FROM busybox\r\nRUN a \\\r\n  b\r\nCMD echo hi\r\n")]
    [InlineData("\uFEFFFROM busybox\nCMD x")]
    [InlineData("\n\n# comment\nFROM busybox\n\n# ADD a b\n   # COPY a b\nCMD x")]
    [InlineData("ARG V=3\nFROM python:$V\nCMD x")]
    [InlineData("FROM busybox AS a\nRUN x\nFROM busybox\nCOPY --from=a /x /y\nCMD x")]
    [InlineData("FROM busybox\nCOPY --chown=1:1 --from=python:3 /x /y\nCMD x")]
    [InlineData("FROM busybox\ncopy --link --from=0 /x /y\nCMD x")]
    [InlineData("FROM busybox\nCOPY --from=\"a\" /x /y\nCMD x")]
    [InlineData("FROM busybox\nONBUILD COPY --from=a /x /y\nCMD x")]
    [InlineData("FROM busybox\nONBUILD RUN echo ADD\nCMD x")]
    [InlineData("FROM busybox\nCOPY \\\n  # a comment\n\n  --from=a \\\n  /x /y\nCMD x")]
    [InlineData("FROM busybox\nRUN echo \\\nADD a b\nCMD x")]
    [InlineData("# escape=`\nFROM busybox\nRUN echo `\nADD a b\nCMD x")]
    [InlineData("# syntax=docker/dockerfile:1\n#Escape = ` \nFROM busybox\nRUN echo `\nADD a b\nCMD x")]
    [InlineData("# escape=`\nFROM busybox\nRUN dir c:\\\nCMD x")]
    [InlineData("FROM busybox\nRUN echo \\   \nADD a b\nCMD x")]
    [InlineData("FROM busybox\nRUN echo a\\\\\nCMD x")]
    [InlineData("FROM busybox\nNONSENSE\nCMD x")]
    [InlineData("FROM busybox\nENTRYPOINT [\"a\"]\nCMD x")]
    [InlineData("FROM busybox\nCMD \\\n  echo hi")]
    [InlineData("FROM busybox\nADDITION\nCMD x")]
    [InlineData("FROM busybox\nRUN cat <<< x\nCMD x")]
    [InlineData("FROM busybox\nRUN echo $((1<<2)) $((1 <<2))\nCMD x")]
    [InlineData("FROM busybox\nRUN echo '<<EOF' \"a <<EOF b\" \\<<EOF\nCMD x")]
    [InlineData("FROM busybox\nRUN [\"sh\", \"-c\", \"cat <<EOF\"]\nCMD x")]
    [InlineData("FROM busybox\nENV A <<EOF\nCMD cat <<EOF")]
    [InlineData("FROM busybox\nRUN cat << EOF\nCMD x")]
    public void A_dockerfile_without_a_build_context_is_taken(string text) => Assert.Equal("", Rules(text));

    [Theory]
    [InlineData("dockerfile-required", null)]
    [InlineData("dockerfile-required", "")]
    [InlineData("dockerfile-required", " \n\t\n")]
    [InlineData("dockerfile-from dockerfile-cmd", "# nothing\n")]
    [InlineData("dockerfile-from", "CMD x")]
    [InlineData("dockerfile-cmd", "FROM busybox")]
    [InlineData("dockerfile-cmd", "FROM busybox\nCMD")]
    [InlineData("dockerfile-cmd", "FROM busybox\nCMD x\nCMD \\\n")]
    [InlineData("dockerfile-cmd", "FROM busybox\n# CMD x")]
    [InlineData("dockerfile-cmd", "FROM busybox\nRUN a \\\nCMD x")]
    [InlineData("dockerfile-cmd", "FROM busybox\nONBUILD CMD x")]
    [InlineData("dockerfile-cmd", "FROM busybox AS a\nCMD x\nFROM a")]
    [InlineData("dockerfile-add", "FROM busybox\nADD a /a\nCMD x")]
    [InlineData("dockerfile-add", "FROM busybox\nadd --from=a a /a\nCMD x")]
    [InlineData("dockerfile-add", "FROM busybox\nADD [\"a\", \"/a\"]\nCMD x")]
    [InlineData("dockerfile-add", "FROM busybox\nA\\\nDD a /a\nCMD x")]
    [InlineData("dockerfile-add", "FROM busybox\nONBUILD ADD a /a\nCMD x")]
    [InlineData("dockerfile-add", "FROM busybox\nonbuild   add a /a\nCMD x")]
    [InlineData("dockerfile-add", "FROM busybox\n# escape=`\nRUN x `\nADD a b\nCMD x")]
    [InlineData("dockerfile-add", "\n# escape=`\nFROM busybox\nRUN x `\nADD a b\nCMD x")]
    [InlineData("dockerfile-add", "# other=1\n# escape=`\nFROM busybox\nRUN x `\nADD a b\nCMD x")]
    [InlineData("dockerfile-copy", "FROM busybox\nCOPY a /a\nCMD x")]
    [InlineData("dockerfile-copy", "FROM busybox\nCOPY --chown=1:1 a /a\nCMD x")]
    [InlineData("dockerfile-copy", "FROM busybox\nCOPY --from= a /a\nCMD x")]
    [InlineData("dockerfile-copy", "FROM busybox\nCOPY a --from=b /a\nCMD x")]
    [InlineData("dockerfile-copy", "FROM busybox\nCOPY -- --from=b /a\nCMD x")]
    [InlineData("dockerfile-copy", "FROM busybox\nCOPY --fromage=b a /a\nCMD x")]
    [InlineData("dockerfile-copy", "FROM busybox\nONBUILD COPY a /a\nCMD x")]
    [InlineData("dockerfile-heredoc", "FROM busybox\nRUN <<EOF\necho hi\nADD this is text\nEOF\nCMD x")]
    [InlineData("dockerfile-heredoc", "FROM busybox\nRUN cat <<'EOF' > /x\n  EOF\nEOF\nCMD x")]
    [InlineData("dockerfile-heredoc", "FROM busybox\nRUN 3<<-\"END-1\" cat\n\tx\n\tEND-1\nCMD x")]
    [InlineData("dockerfile-heredoc", "FROM busybox\nRUN cat <<A <<B\na\nA\nADD b\nB\nCMD x")]
    [InlineData("dockerfile-heredoc", "FROM busybox\nCOPY <<EOF /a\nx\nEOF\nCMD x")]
    [InlineData("dockerfile-heredoc dockerfile-add", "FROM busybox\nADD <<EOF /a\nx\nEOF\nCMD x")]
    [InlineData("dockerfile-heredoc", "FROM busybox\nONBUILD RUN <<EOF\nx\nEOF\nCMD x")]
    [InlineData("dockerfile-heredoc", "FROM busybox\nRUN <<EOF\nno end\nCMD x")]
    [InlineData("dockerfile-add dockerfile-copy dockerfile-heredoc dockerfile-cmd", "FROM busybox\nADD a b\nCOPY a b\nRUN <<E\nE\n")]
    public void What_this_builder_does_not_do_is_refused_by_rule(string rules, string? text) => Assert.Equal(rules, Rules(text));

    [Theory]
    [InlineData("FROM busybox\nADD a b\nCMD x", "Line 2:")]
    [InlineData("FROM busybox\r\n\r\n# x\r\nRUN a \\\r\n\r\n b\r\nCOPY \\\r\n a b\r\nCMD x", "Line 7:")]
    [InlineData("# escape=`\nFROM busybox\nRUN a `\n b\n\nCOPY a b\nCMD x", "Line 6:")]
    [InlineData("FROM busybox\nONBUILD ADD a b\nCMD x", "Line 2: ONBUILD ADD")]
    [InlineData("FROM a\nCMD x\n\nFROM b", "(line 4)")]
    [InlineData("FROM busybox\nRUN a\nRUN <<EOF\nx\nEOF\nCMD x", "Line 3: this builder does not support heredocs")]
    public void A_message_names_the_line(string text, string line) => Assert.Contains(line, Assert.Single(DockerfileRule.Check(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Every_wrong_line_has_its_problem() =>
        Assert.Equal(["Line 2", "Line 4"], DockerfileRule.Check("FROM a\nADD x y\nRUN z\nADD x y\nCMD x").Select(problem => problem.Message[..6]));

    private static string Rules(string? text)
    {
        var problems = DockerfileRule.Check(text);
        Assert.All(problems, problem => Assert.Equal("DockerFile", problem.Field));
        return string.Join(' ', problems.Select(problem => problem.Rule));
    }
}
