using Functron.Execution.Build;
using Functron.Execution.Requests.Dockerfiles;

namespace Functron.Tests.Requests.Growth;

public sealed class DockerfileGrowthTests
{
    private const int Small = 16 * 1024;
    private const string Begin = "FROM a\nRUN x ";
    private const string Cmd = "\nCMD x";

    private static readonly Repeated[] Texts =
    [
        new("continuation lines", Begin, " \\\n b", Cmd),
        new("continuation lines of nothing", Begin, "\\\n", Cmd),
        new("comment lines", "", "# c\n", "FROM a" + Cmd),
        new("comment lines amid an instruction", Begin + "\\\n", "# c\n", Cmd),
        new("blank lines", "", "\n", "FROM a" + Cmd),
        new("blank lines amid an instruction", Begin + "\\\n", " \t\n", Cmd),
        new("lines of one letter", "FROM a\n", "x\n", Cmd),
        new("spaces", "", " ", "\nFROM a" + Cmd),
        new("spaces in an instruction", Begin, " ", "y" + Cmd),
        new("spaces at a line's end", Begin, " ", "\\\n" + Cmd),
        new("tabs", "", "\t", "FROM a" + Cmd),
        new("white space that is no ASCII", "", "\u00a0", "FROM a" + Cmd),
        new("byte-order marks", "", "\uFEFF", "FROM a" + Cmd),
        new("a long word", "", "A", Cmd),
        new("carriage returns", Begin, "\r", Cmd),
        new("carriage returns at line ends", "FROM a\r\n", "RUN x\r\n", Cmd),
        new("carriage returns before spaces", "FROM a\n", "RUN x\r \n", Cmd),
        new("escape directives", "", "# escape=\\\n", "FROM a" + Cmd),
        new("escape directives of many kinds", "", "# escape=`\n# syntax=a#\n# check=x\n", "FROM a" + Cmd),
        new("a directive with spaces in its value", "# escape=`", " ", "b\nFROM a" + Cmd),
        new("a directive with spaces and words in its value", "# syntax=", "a    ", "\nFROM a" + Cmd),
        new("a directive with spaces before its value", "# escape=", " ", "`\nFROM a" + Cmd),
        new("a directive with spaces behind its name", "# escape", " ", "x\nFROM a" + Cmd),
        new("a directive with spaces before its name", "#", " ", "!\nFROM a" + Cmd),
        new("a directive with a long name", "# ", "a", "\nFROM a" + Cmd),
        new("heredocs", "FROM a\n", "RUN x <<E\nb\nE\n", Cmd),
        new("heredocs without an end", "FROM a\n", "RUN x <<E\n", Cmd),
        new("heredocs of many names", "FROM a\n", "RUN x <<E#\nb\nE#\n", Cmd),
        new("heredocs in one line", Begin, "<<E ", Cmd),
        new("heredocs in one line, each with its end", Begin, "<<E# ", Cmd, Tail: "\nE#"),
        new("heredocs in one line, all with one end", Begin, "<<E ", "\n\n\n\tE" + Cmd),
        new("heredocs without space between", Begin, "<<E", Cmd),
        new("heredocs in shell's brackets", Begin, "(<<E;", Cmd),
        new("quoted heredocs", Begin, "<<\"E F\" ", Cmd),
        new("quoted heredocs of single quotes", Begin, "<<'E F' ", Cmd),
        new("escaped heredocs", Begin, "<<\\E ", Cmd),
        new("a heredoc whose quote does not end", Begin + "<<'E", "<<E \" ", Cmd),
        new("heredocs whose quotes do not end", "FROM a\n", "RUN <<\"E\n", Cmd),
        new("a heredoc of many quotes", Begin + "<<", "'a'\"b\"\\c", Cmd),
        new("a heredoc of many escapes", Begin + "<<\"", "\\\"", Cmd),
        new("heredocs with tabs before", Begin, "<<-E ", Cmd, Tail: "\n\tE"),
        new("heredocs behind digits", Begin + "x ", "1", "<<E" + Cmd),
        new("heredocs behind digits, many", Begin, "123<<E ", Cmd),
        new("openings without a word", Begin, "<< ", Cmd),
        new("an opening with spaces", Begin + "<<", " ", Cmd),
        new("openings alone", Begin, "<<-", Cmd),
        new("less-than signs", Begin, "<", Cmd),
        new("here-strings", Begin, "<<<x ", Cmd),
        new("arithmetic", Begin, "$((1<<2)) ", Cmd),
        new("arithmetic that does not end", Begin, "((1<<E ", Cmd),
        new("arithmetic that did not begin", Begin, "))<<E ", Cmd),
        new("tabs before lines that may end a heredoc", "FROM a\nRUN x <<-E\n", "\tx\n", "E" + Cmd),
        new("double quotes", Begin, "\"", Cmd),
        new("single quotes", Begin, "'", Cmd),
        new("quotes in quotes", Begin, "\"'\" '\"' ", Cmd),
        new("escaped quotes", Begin + "\"", "\\\"", Cmd),
        new("escapes", Begin, "\\", " x" + Cmd),
        new("flags", "FROM a\nCOPY ", "--a=b ", "--from=x a b" + Cmd),
        new("flags without a value", "FROM a\nCOPY ", "--from= ", "a b" + Cmd),
        new("words behind a flag", "FROM a\nCOPY --from=x ", "a ", Cmd),
        new("copies", "FROM a\n", "COPY --from=i# a b\n", Cmd),
        new("copies of the context", "FROM a\n", "COPY a b\n", Cmd),
        new("a copy from a long name", "FROM a\nCOPY --from=", "a.", "! b c" + Cmd),
        new("ADD", "FROM a\n", "ADD a b\n", Cmd),
        new("ONBUILD", "FROM a\n", "ONBUILD RUN x\n", Cmd),
        new("ONBUILD in one line", "FROM a\n", "ONBUILD ", "RUN x <<E\nE" + Cmd),
        new("ONBUILD in one line, then flags", "FROM a\nONBUILD COPY ", "--a ", Cmd),
        new("stages", "", "FROM a AS b#\n", Cmd),
        new("stages of one name", "", "FROM a AS b\n", Cmd),
        new("stages from one another", "FROM a AS x\nENTRYPOINT x\n", "FROM x AS x\n"),
        new("a FROM of many words", "FROM ", "a ", Cmd),
        new("a FROM of many flags", "FROM ", "--platform=x ", "a" + Cmd),
        new("ENTRYPOINT", "FROM a\n", "ENTRYPOINT x\n"),
        new("CMD", "FROM a\n", "CMD x\n"),
        new("empty CMD", "FROM a\n", "CMD\n"),
        new("arguments", "", "ARG a#=b\n", "FROM a" + Cmd),
        new("arguments in one line", "ARG ", "a#=b ", "\nFROM $a1" + Cmd),
        new("arguments of one another", "ARG a=b\n", "ARG a=${a}b\n", "FROM $a" + Cmd),
        new("a long argument", "ARG a=", "b", "\nFROM $a$a$a" + Cmd),
        new("variables in a name", "FROM ", "$a", Cmd),
        new("variables with a default", "FROM ", "${a:-}", Cmd),
        new("variables with a default that is not used", "ARG a=b\nFROM ", "${a:-'long one'}", Cmd),
        new("variables in one another", "FROM ", "${a:-", Cmd),
        new("variables that do not end", "FROM ", "${", Cmd),
        new("quotes in a name", "FROM ", "'\"", Cmd),
    ];

    public static TheoryData<string> Names => [.. Texts.Select(text => text.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Reading_a_Dockerfile_takes_work_in_proportion_to_its_length(string name)
    {
        var labels = new Dictionary<string, string> { ["a"] = "b" };
        Growth.Check(name, Small, Texts.Single(text => text.Name == name).Of, text =>
        {
            var dockerfile = Dockerfile.Parse(text);
            Assert.NotNull(DockerfileRule.Check(dockerfile).LastOrDefault()?.Message ?? "");
            Assert.False(dockerfile.Bases.DependOnArguments && dockerfile.Bases.StartedFrom.Contains("no such"));
            Assert.NotEmpty(LabelledDockerfile.Of(dockerfile, labels));
        }, mostBytesPerUnit: 1_500);
    }

    [Theory]
    [InlineData("ADD ", "--a=b ", "https://x y")]
    [InlineData("ADD ", "a ", "b")]
    [InlineData("ADD [", "\"https://x\",", "\"y\"]")]
    [InlineData("COPY ", "--a=b ", "x y")]
    [InlineData("RUN x ", "<<E ", "")]
    public void Reading_a_trigger_of_a_base_image_does_too(string head, string token, string end) =>
        Growth.Check(
            head + token,
            Small,
            new Repeated("", head, token, end).Of,
            trigger => Assert.InRange(OnBuildTriggers.WantsFiles(trigger) ? 1 : 0, 0, 1),
            mostBytesPerUnit: 500);
}
