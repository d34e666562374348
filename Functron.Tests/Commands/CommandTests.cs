using Functron.Tests.Hosting;

namespace Functron.Tests.Commands;

/// <summary>What the tests of this folder rely on when they run a command.</summary>
[Trait("Engine", "None")]
public sealed class CommandTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // What the program starts leaves a file in the folder $0 for each signal that it gets.
    private const string Child = """
        bash -c 'trap "touch $0/terminated" TERM; trap "touch $0/interrupted; exit" INT
            echo $$ >$0/child; echo ready >&2; while :; do sleep 0.1; done' "$0"
        """;

    private readonly TemporaryDirectory _work = new();

    public void Dispose() => _work.Dispose();

    [NeedsFact("bash")]
    public async Task Its_output_comes_byte_for_byte_and_its_errors_as_text()
    {
        var result = await Command.RunAsync("bash", ["-c", @"printf '\xff\x00\r\nend'; printf 'a\nb' >&2; exit 3"]);

        result.AssertExitCode(3);
        Assert.Equal([0xff, 0, (byte)'\r', (byte)'\n', .. "end"u8], result.Stdout);
        Assert.Equal(["a", "b"], result.ErrorLines);
    }

    [NeedsFact("bash")]
    public async Task Its_input_is_closed_and_foreign_settings_are_not_in_its_environment()
    {
        const string Name = "Functron__CommandTests";
        Environment.SetEnvironmentVariable(Name, "foreign");
        try
        {
            string[] arguments = ["-c", $"cat; echo ${{{Name}-none}} ${{OWN-none}} ${{HOME-none}}"];
            Assert.Equal("none yes none", (await Command.RunAsync("bash", arguments, new() { ["OWN"] = "yes", ["HOME"] = null })).Text);
            Assert.Equal("own none none", (await Command.RunAsync("bash", arguments, new() { [Name] = "own", ["HOME"] = null })).Text);
        }
        finally
        {
            Environment.SetEnvironmentVariable(Name, null);
        }
    }

    [NeedsFact("bash")]
    public async Task After_its_limit_it_is_ended_and_the_failure_has_its_words()
    {
        var late = await Assert.ThrowsAsync<TimeoutException>(
            () => Command.RunAsync("bash", ["-c", "echo $$; echo begun >&2; exec sleep 100"], limit: TimeSpan.FromSeconds(1)));

        Assert.Contains("begun", late.Message, StringComparison.Ordinal);
        Assert.False(Runs(late.Message.Split('\n')[1]));
    }

    [NeedsFact("bash")]
    public async Task A_command_that_ends_without_the_words_that_are_waited_for_fails_at_once()
    {
        await using var command = Command.Start("bash", ["-c", "echo others >&2"]);

        var failure = await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(() => command.SaysAsync("words", Patience));

        Assert.Contains("others", failure.Message, StringComparison.Ordinal);
    }

    [NeedsFact("bash", "setsid")]
    public async Task Terminate_reaches_the_program_alone_and_disposal_ends_what_it_left()
    {
        await using (var command = Command.Start("bash", ["-c", $"trap 'exit 7' TERM\n{Child} &\nwait", _work.Path]))
        {
            await command.SaysAsync("ready", Patience);
            command.Terminate();
            await Until.TrueAsync("the program has ended", () => command.HasExited, Patience);

            Assert.False(File.Exists(_work.Combine("terminated")));
            Assert.True(ChildRuns());
        }

        await Until.TrueAsync("what it started has ended, too", () => !ChildRuns(), Patience);
    }

    [NeedsFact("bash", "setsid")]
    public async Task Interrupt_reaches_all_that_it_started()
    {
        await using var command = Command.Start("bash", ["-c", $"trap 'exit 7' INT\n{Child}", _work.Path]);
        await command.SaysAsync("ready", Patience);

        command.Interrupt();

        (await command.EndAsync(Patience)).AssertExitCode(7);
        Assert.True(File.Exists(_work.Combine("interrupted")));
    }

    /// <summary>An ended process that nobody has waited for has an empty command line.</summary>
    private static bool Runs(string process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline").Length > 0;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private bool ChildRuns() => Runs(File.ReadAllText(_work.Combine("child")).Trim());
}
