using System.Text;
using Functron.Cli.Api;
using Functron.Cli.Output;
using Spectre.Console;

namespace Functron.Tests.Tools.Cli;

/// <summary>How an answer is shown, and what the command ends with.</summary>
public sealed class AnswerOutputTests
{
    private static readonly InvocationResult Empty = new()
    {
        Errors = [],
        CmdOut = [],
        CmdErr = [],
        OutputTruncated = false,
        BuildContextStdout = [],
        BuildContextStderr = [],
        TimedOut = false,
        ExitCode = 0,
    };

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(137)]
    public async Task The_exit_code_is_the_functions(int code) =>
        Assert.Equal(
            (code, "out", "err", ""),
            await ShowAsync(Empty with { CmdOut = Bytes("out"), CmdErr = Bytes("err"), ExitCode = code }));

    [Fact]
    public async Task Output_that_was_cut_off_is_told() =>
        Assert.Equal(
            (0, "out", "", "functron: the function wrote more than Functron keeps: its output is cut off\n"),
            await ShowAsync(Empty with { CmdOut = Bytes("out"), OutputTruncated = true }));

    [Theory]
    [InlineData("why")]
    [InlineData("why\n")]
    public async Task A_failed_build_shows_the_log_and_the_reason_on_stderr_and_ends_with_125(string why) =>
        Assert.Equal(
            (125, "", "log\nwhy\n", "functron: the build failed\n"),
            await ShowAsync(Empty with { BuildContextStdout = Bytes("log\n"), BuildContextStderr = Bytes(why), ExitCode = null }));

    [Fact]
    public async Task The_log_of_a_build_that_succeeded_is_not_shown() =>
        Assert.Equal((0, "", "", ""), await ShowAsync(Empty with { BuildContextStdout = Bytes("log\n") }));

    [Theory]
    [InlineData(2.0, "2 s")]
    [InlineData(0.5, "0.5 s")]
    [InlineData(null, "its timeout (--timeout S)")]
    public async Task A_timeout_ends_with_124_after_the_output_until_then(double? timeout, string limit) =>
        Assert.Equal(
            (124, "half", "", $"functron: the function was killed: it ran longer than {limit}\n"),
            await ShowAsync(Empty with { CmdOut = Bytes("half"), TimedOut = true, ExitCode = 137 }, timeout));

    [Fact]
    public async Task A_cancelled_function_ends_with_130() =>
        Assert.Equal((130, "", "", "functron: cancelled\n"), await ShowAsync(Empty with { ExitCode = 137 }, cancelled: true));

    [Fact]
    public async Task Without_an_exit_code_it_ends_with_70_and_tells_the_errors() =>
        Assert.Equal(
            (70, "", "", "functron: the function has no exit code: one; two\n"),
            await ShowAsync(Empty with { ExitCode = null, Errors = ["one", "two"] }));

    [Theory]
    [InlineData(false, 70)]
    [InlineData(true, 130)]
    public async Task Without_a_result_it_tells_why(bool cancelled, int code)
    {
        Assert.Equal(
            (code, "", "", "functron: the invocation ended as Failed: the disk is full\n"),
            await ShowAsync(null, cancelled: cancelled, error: "the disk is full"));
        Assert.Equal(
            (code, "", "", "functron: the invocation ended as Failed: no reason was given\n"), await ShowAsync(null, cancelled: cancelled));
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static async Task<(int Code, string Stdout, string Stderr, string Said)> ShowAsync(
        InvocationResult? result, double? timeout = null, bool cancelled = false, string? error = null)
    {
        var (stdout, stderr, said) = (new MemoryStream(), new MemoryStream(), new StringWriter());
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(said) });
        var output = new AnswerOutput(stdout, stderr, new Screen(console, plain: true, quiet: true));
        var invocation = new Invocation { Status = result is null ? "Failed" : "Completed", Phase = null, Result = result, Error = error };
        var code = await output.ShowAsync(invocation, timeout, cancelled);
        return (code, Text(stdout), Text(stderr), said.ToString().ReplaceLineEndings("\n"));
    }

    private static string Text(MemoryStream stream) => Encoding.UTF8.GetString(stream.ToArray());
}
