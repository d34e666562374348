using Functron.Benchmarks;

namespace Functron.Tests.Tools.Benchmarks;

public sealed class BenchArgumentTests
{
    [Theory]
    [InlineData("--rounds takes a number from 1 to 9999", "run --rounds 0")]
    [InlineData("--rounds takes a number from 1 to 9999", "run --rounds 10000")]
    [InlineData("--rounds takes a number from 1 to 9999", "engine --rounds -1")]
    [InlineData("--rounds takes a number from 1 to 9999", "engine --rounds 1.5")]
    [InlineData("--stored takes a number from 1000 to 99999999", "engine --stored 999")]
    [InlineData("--stored takes a number from 1000 to 99999999", "engine --stored 100000000")]
    [InlineData("Required argument missing for option: '--rounds'.", "run --rounds")]
    [InlineData("Unrecognized command or argument '--quick'.", "run --quick")]
    [InlineData("Unrecognized command or argument 'swim'.", "swim")]
    public async Task Wrong_arguments_end_with_64_with_what_is_wrong_and_the_help_on_stderr(string words, string args)
    {
        var (code, output, error) = await InvokeAsync(args);

        Assert.Equal((64, ""), (code, output));
        Assert.Contains("functron: " + words, error.Split(Environment.NewLine));
        Assert.Contains("Usage:", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run --check")]
    [InlineData("run --rounds 9999 --check")]
    public async Task A_check_of_right_arguments_ends_with_0_and_says_nothing(string args) =>
        Assert.Equal((0, "", ""), await InvokeAsync(args));

    [Theory]
    [InlineData("--help", "engine")]
    [InlineData("run --help", "(default: 25)")]
    [InlineData("engine --help", "(default: 100000)")]
    public async Task Help_goes_to_stdout_without_what_is_meant_for_scripts(string args, string words)
    {
        var (code, output, error) = await InvokeAsync(args);

        Assert.Equal((0, ""), (code, error));
        Assert.Contains(words, output, StringComparison.Ordinal);
        Assert.All(["--check", "--socket", "resume"], hidden => Assert.DoesNotContain(hidden, output, StringComparison.Ordinal));
    }

    private static async Task<(int Code, string Output, string Error)> InvokeAsync(string args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        return (await BenchCommand.InvokeAsync(args.Split(' '), output, error), output.ToString(), error.ToString());
    }
}
