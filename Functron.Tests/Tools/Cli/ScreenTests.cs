using System.Net;
using Functron.Cli.Api;
using Functron.Cli.Output;
using Spectre.Console;

namespace Functron.Tests.Tools.Cli;

public sealed class ScreenTests
{
    private const string Escape = "\u001b[";

    private readonly StringWriter _written = new();

    private string Written => _written.ToString().ReplaceLineEndings("\n");

    [Fact]
    public async Task Plain_it_writes_whole_lines_without_colours_and_animation()
    {
        var screen = NewScreen(plain: true);
        var words = $"[red]{new string('x', 300)}[/]";

        screen.Say(words);
        Assert.Equal(7, await screen.ShowProgressAsync(() =>
        {
            screen.Progress("running");
            return Task.FromResult(7);
        }));

        Assert.Equal($"functron: {words}\nfunctron: running\n", Written);
    }

    [Fact]
    public async Task On_a_terminal_it_has_colours_and_a_spinner_with_the_words()
    {
        var screen = NewScreen(plain: false);

        screen.Say("[it is markup to nobody]");
        await screen.ShowProgressAsync(async () =>
        {
            screen.Progress("running [1]");
            await Task.Delay(TimeSpan.FromSeconds(0.5), TimeProvider.System);
            return 0;
        });

        Assert.Contains("[it is markup to nobody]", Written, StringComparison.Ordinal);
        Assert.Contains("running [1]", Written, StringComparison.Ordinal);
        Assert.Contains(Escape, Written, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, true, null)]
    [InlineData(false, true, "")]
    [InlineData(true, true, "1")]
    [InlineData(true, true, "0")]
    [InlineData(true, false, null)]
    public void It_is_plain_without_a_terminal_and_with_NO_COLOR(bool plain, bool isTerminal, string? noColor)
    {
        var capable = NewConsole().Profile.Capabilities;

        Assert.Equal(plain, Screen.IsPlain(isTerminal, noColor, capable));
        capable.Ansi = false;
        Assert.True(Screen.IsPlain(isTerminal, noColor, capable));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Quiet_it_shows_no_progress_but_what_has_to_be_said(bool plain)
    {
        var screen = NewScreen(plain, quiet: true);

        await screen.ShowProgressAsync(() =>
        {
            screen.Progress("running");
            return Task.FromResult(0);
        });
        Assert.Equal("", Written);

        screen.Say("the build failed");
        Assert.Contains("the build failed", Written, StringComparison.Ordinal);
    }

    [Fact]
    public void A_problem_is_told_with_its_status_and_a_line_for_each_of_its_words()
    {
        NewScreen(plain: true).Say(new Problem(HttpStatusCode.BadRequest, ["one", "two"]));

        Assert.Equal("functron: Functron answered 400\nfunctron: one\nfunctron: two\n", Written);
    }

    private Screen NewScreen(bool plain, bool quiet = false) => new(NewConsole(), plain, quiet);

    private IAnsiConsole NewConsole() => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(_written),
        Ansi = AnsiSupport.Yes,
        ColorSystem = ColorSystemSupport.Standard,
        Interactive = InteractionSupport.Yes,
    });
}
