using Functron.Cli.Commands;

namespace Functron.Tests.Tools.Cli;

public sealed class ArgumentTests
{
    [Theory]
    [InlineData("Required command was not provided.", "")]
    [InlineData("Required argument 'FOLDER' missing for command: 'run'.", "run")]
    [InlineData("nowhere is not a folder with a Dockerfile", "run nowhere")]
    [InlineData("--timeout takes seconds, such as 2.5", "run FOLDER --timeout soon")]
    [InlineData("--timeout takes seconds, such as 2.5", "run FOLDER --timeout infinity")]
    [InlineData("Required argument missing for option: '--timeout'.", "run FOLDER --timeout")]
    [InlineData("--url takes an address such as http://localhost:8081", "run FOLDER --url localhost")]
    [InlineData("--url takes an address such as http://localhost:8081", "run FOLDER --url ftp://localhost")]
    [InlineData("--stdin: missing.txt is not a file", "run FOLDER --stdin missing.txt")]
    [InlineData("Unrecognized command or argument '--loud'.", "run FOLDER --loud")]
    [InlineData("Unrecognized command or argument 'second'.", "run FOLDER second")]
    [InlineData("Unrecognized command or argument 'walk'.", "walk")]
    public async Task Wrong_arguments_end_with_64_with_what_is_wrong_and_the_help_on_stderr(string words, string args)
    {
        using var folder = new FunctionFolder();

        var (code, output, error) = await InvokeAsync(args.Replace("FOLDER", folder.Path, StringComparison.Ordinal));

        Assert.Equal(64, code);
        Assert.Equal("", output);
        var lines = error.Split(Environment.NewLine);
        Assert.Contains("functron: " + words, lines);
        Assert.Contains("Usage:", lines);
    }

    [Theory]
    [InlineData("run FOLDER")]
    [InlineData("run FOLDER --timeout 2.5 --name n --url https://host:1/below -q --stdin -")]
    [InlineData("run --stdin FOLDER/Dockerfile --quiet FOLDER")]
    [InlineData("run FOLDER --timeout -1")]
    public async Task A_check_of_right_arguments_ends_with_0_and_says_nothing(string args)
    {
        using var folder = new FunctionFolder();

        Assert.Equal((0, "", ""), await InvokeAsync(args.Replace("FOLDER", folder.Path, StringComparison.Ordinal) + " --check"));
    }

    [Fact]
    public async Task The_name_of_a_folder_may_begin_with_an_at_sign()
    {
        using var folder = new FunctionFolder();
        var inner = Directory.CreateDirectory(Path.Combine(folder.Path, "@inner")).FullName;
        File.WriteAllText(Path.Combine(inner, "Dockerfile"), "FROM busybox\n");

        Assert.Equal((0, "", ""), await InvokeAsync($"run {inner} --check"));
        Assert.Equal(64, (await InvokeAsync("run @inner --check")).Code);
    }

    [Theory]
    [InlineData("--help", "Runs functions on Functron.")]
    [InlineData("run --help", "--stdin <FILE|->")]
    [InlineData("run nowhere --help", "--timeout <S>")]
    public async Task Help_goes_to_stdout(string args, string words)
    {
        var (code, output, error) = await InvokeAsync(args);

        Assert.Equal((0, ""), (code, error));
        Assert.Contains(words, output, StringComparison.Ordinal);
        Assert.DoesNotContain("--check", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_is_three_numbers()
    {
        var (code, output, error) = await InvokeAsync("--version");

        Assert.Equal((0, ""), (code, error));
        Assert.Matches(@"^\d+\.\d+\.\d+\r?\n$", output);
    }

    private static async Task<(int Code, string Output, string Error)> InvokeAsync(string args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await FunctronCommand.InvokeAsync(args.Split(' ', StringSplitOptions.RemoveEmptyEntries), output, error);
        return (code, output.ToString(), error.ToString());
    }
}
