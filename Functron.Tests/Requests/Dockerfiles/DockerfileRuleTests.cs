using Functron.Execution.Requests.Dockerfiles;

namespace Functron.Tests.Requests.Dockerfiles;

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
    [InlineData("FROM busybox\nONBUILD ONBUILD ADD a b\nCMD x")]
    [InlineData("FROM busybox\nCOPY --from= \t --from='a' /x /y\nCMD x")]
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
    [InlineData("FROM busybox\nRUN echo $((x<<y)) $(( 1 <<a ))\nCMD x")]
    [InlineData("FROM busybox\nRUN echo 1 <<2\nCMD x")]
    [InlineData("FROM busybox\nCMD cat <<EOF")]
    [InlineData("FROM busybox\r\r\nCMD x\r\r\n")]
    [InlineData("FROM busybox\r\nCMD x\r")]
    [InlineData("# escape=`\n# check=skip=all\nFROM busybox\nRUN a `\nADD a b\nCMD x")]
    [InlineData("# check=skip=all\nFROM busybox\nCMD x")]
    [InlineData("# check=skip=all\n# escape=\\\nFROM busybox\nRUN a \\\nADD a b\nCMD x")]
    [InlineData("# syntax=docker/dockerfile:1\n# check=skip=all\nFROM busybox\nCMD x")]
    [InlineData("FROM busybox\nENTRYPOINT [\"echo\"]\nCMD []")]
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
    [InlineData("dockerfile-heredoc", "FROM busybox\nONBUILD  onbuild\tONBUILD RUN <<EOF\nx\nEOF\nCMD x")]
    [InlineData("dockerfile-cmd", "FROM busybox\nONBUILD ONBUILD\nONBUILD CMD x")]
    [InlineData("dockerfile-add", "# escape=`  \t\nFROM busybox\nRUN x \\\nADD a b\nCMD x")]
    [InlineData("dockerfile-copy", "FROM busybox\nCOPY \t--from=\t--from=\"\" a /a\nCMD x")]
    [InlineData("dockerfile-heredoc", "FROM busybox\nRUN cat <<\"MY EOF\"\nADD this is text\nMY EOF\nCMD x")]
    [InlineData("dockerfile-heredoc", "FROM busybox\nRUN cat <<'MY EOF' > /x\nCOPY\nMY EOF\nCMD x")]
    [InlineData("dockerfile-heredoc", "FROM busybox\nRUN cat <<-END!\n\thi\n\tEND!\nCMD x")]
    [InlineData("dockerfile-heredoc", "FROM busybox\nRUN cat <<END.1-2_3\nhi\nEND.1-2_3\nCMD x")]
    [InlineData("dockerfile-heredoc", "FROM busybox\nRUN cat <<\\EOF\nhi\nEOF\nCMD x")]
    [InlineData("dockerfile-heredoc", "FROM busybox\nRUN cat <<E\"O\"F\nhi\nEOF\nCMD x")]
    [InlineData("dockerfile-heredoc", "FROM busybox\nRUN cat <<1\nhi\n1\nCMD x")]
    [InlineData("dockerfile-heredoc", "FROM busybox\nRUN cat <<ENDE-für-€\nhi\nENDE-für-€\nCMD x")]
    [InlineData("dockerfile-heredoc", "FROM busybox\nRUN cat << EOF\nADD hi\nEOF\nCMD x")]
    [InlineData("dockerfile-heredoc", "FROM busybox\nRUN cat <<EOF>/x\nADD hi\nEOF\nCMD x")]
    [InlineData("dockerfile-heredoc", "FROM busybox\nRUN cat<<EOF|sh;true\nADD hi\nEOF\nCMD x")]
    [InlineData("dockerfile-heredoc", "FROM busybox\nRUN (cat <<EOF)\nADD hi\nEOF\nCMD x")]
    [InlineData("dockerfile-heredoc", "FROM busybox\nRUN a && \\\n # note\n cat <<EOF\nADD hi\nEOF\nCMD x")]
    [InlineData("dockerfile-heredoc", "FROM busybox\nRUN [ -f x ] || cat <<EOF\nADD hi\nEOF\nCMD x")]
    [InlineData("dockerfile-heredoc", "FROM busybox\nCMD cat <<EOF\nhi\nEOF")]
    [InlineData("dockerfile-heredoc", "FROM busybox\r\nRUN cat <<\"MY EOF\"\r\nADD\r\nMY EOF\r\nCMD x")]
    [InlineData("dockerfile-heredoc dockerfile-heredoc", "FROM busybox\nRUN <<A cat <<'B C'\n1\nA\n2\nB C\nRUN <<A\n1\nA\nCMD x")]
    [InlineData("dockerfile-line-ends", "FROM busybox\rCMD x")]
    [InlineData("dockerfile-line-ends", "FROM busybox\rRUN a \\\r b\rCMD x\r")]
    [InlineData("dockerfile-line-ends", "FROM busybox\rCMD x\n")]
    [InlineData("dockerfile-line-ends", "# a\rFROM busybox\nCMD x")]
    [InlineData("dockerfile-line-ends", "FROM busybox\nRUN a\rADD b c\nCMD x")]
    [InlineData("dockerfile-line-ends", "FROM busybox\r\r\nRUN a \\\r\r\n b\r\r\nCMD x")]
    [InlineData("dockerfile-escape", "# check=skip=all\n# escape=`\nFROM busybox\nCMD x")]
    [InlineData("dockerfile-escape", "# syntax=docker/dockerfile:1\n# Check = skip=all\n# ESCAPE = `\nFROM busybox\nCMD x")]
    [InlineData("dockerfile-escape", "#\u00a0escape=`\nFROM busybox\nCMD x")]
    [InlineData("dockerfile-add dockerfile-copy dockerfile-heredoc dockerfile-cmd", "FROM busybox\nADD a b\nCOPY a b\nRUN <<E\nE\n")]
    public void What_this_builder_does_not_do_is_refused_by_rule(string rules, string? text) => Assert.Equal(rules, Rules(text));

    [Theory]
    [InlineData("FROM busybox\nADD a b\nCMD x", "Line 2:")]
    [InlineData("FROM busybox\r\n\r\n# x\r\nRUN a \\\r\n\r\n b\r\nCOPY \\\r\n a b\r\nCMD x", "Line 7:")]
    [InlineData("# escape=`\nFROM busybox\nRUN a `\n b\n\nCOPY a b\nCMD x", "Line 6:")]
    [InlineData("FROM busybox\nONBUILD ADD a b\nCMD x", "Line 2: ONBUILD ADD")]
    [InlineData("FROM a\nCMD x\n\nFROM b", "(line 4)")]
    [InlineData("FROM busybox\nRUN a\nRUN <<EOF\nx\nEOF\nCMD x", "Line 3: this builder does not support heredocs")]
    public void A_message_names_the_line(string text, string line) =>
        Assert.Contains(line, Assert.Single(DockerfileRule.Check(Dockerfile.Parse(text))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("FROM busybox\nENTRYPOINT [\"echo\"]", "ENTRYPOINT of line 2", "add CMD [\"…\"] with them, or CMD [] if there are none.")]
    [InlineData("FROM busybox\nENTRYPOINT echo\nCMD", "ENTRYPOINT of line 2", "CMD []")]
    [InlineData("FROM busybox AS a\nCMD x\nFROM busybox\nENTRYPOINT echo", "The last stage (line 3)", "ENTRYPOINT of line 4")]
    [InlineData("FROM busybox AS a\nCMD y\nENTRYPOINT echo\nFROM a AS b\nFROM B", "The last stage (line 5)", "ENTRYPOINT of line 3")]
    public void Beside_an_ENTRYPOINT_it_is_said_what_to_add_for_a_CMD(string text, params string[] words)
    {
        var problem = Assert.Single(DockerfileRule.Check(Dockerfile.Parse(text)));
        Assert.Equal("dockerfile-cmd", problem.Rule);
        Assert.All(words, word => Assert.Contains(word, problem.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("FROM busybox\nRUN x")]
    [InlineData("FROM busybox AS a\nENTRYPOINT echo\nFROM busybox")]
    [InlineData("FROM busybox AS a\nENTRYPOINT echo\nFROM a AS b\nFROM busybox")]
    public void Without_one_it_is_not(string text) =>
        Assert.DoesNotContain("ENTRYPOINT", Assert.Single(DockerfileRule.Check(Dockerfile.Parse(text))).Message, StringComparison.Ordinal);

    [Fact(Timeout = 120_000)]
    public async Task A_Dockerfile_full_of_what_looks_like_heredocs_is_judged_soon()
    {
        var starts = string.Concat(Enumerable.Repeat("RUN x <<EOF\n", 40_000));
        var words = string.Concat(Enumerable.Repeat("<<E ", 100_000));
        foreach (var text in new[] { $"{starts}\tEOF{new string('\n', 400_000)}\tEOF\n", $"RUN {words}\n{new string('\n', 400_000)}\tE" })
            Assert.NotEmpty(await Task.Run(() => DockerfileRule.Check(Dockerfile.Parse(text))));
    }

    [Fact]
    public void Every_wrong_line_has_its_problem() =>
        Assert.Equal(
            ["Line 2", "Line 4"],
            DockerfileRule.Check(Dockerfile.Parse("FROM a\nADD x y\nRUN z\nADD x y\nCMD x")).Select(problem => problem.Message[..6]));

    private static string Rules(string? text)
    {
        var problems = DockerfileRule.Check(text is null ? null : Dockerfile.Parse(text)).ToList();
        Assert.All(problems, problem => Assert.Equal("DockerFile", problem.Field));
        return string.Join(' ', problems.Select(problem => problem.Rule));
    }
}
