using Functron.Cli.Api;
using Spectre.Console;

namespace Functron.Cli.Output;

/// <summary>What is said to people, on stderr. Stdout is the function's alone.</summary>
internal sealed class Screen
{
    private readonly IAnsiConsole _console;
    private readonly bool _plain;
    private readonly bool _quiet;
    private StatusContext? _spinner;

    /// <param name="plain">Whole lines without colours and animation.</param>
    /// <param name="quiet">No progress.</param>
    public Screen(IAnsiConsole console, bool plain, bool quiet)
    {
        (_console, _plain, _quiet) = (console, plain, quiet);
    }

    public static Screen OnStandardError(bool quiet)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        var (isTerminal, noColor) = (!Console.IsErrorRedirected, Environment.GetEnvironmentVariable("NO_COLOR"));
        return new Screen(console, IsPlain(isTerminal, noColor, console.Profile.Capabilities), quiet);
    }

    /// <param name="noColor">The variable NO_COLOR: any value but an empty one asks for no colours (https://no-color.org).</param>
    public static bool IsPlain(bool isTerminal, string? noColor, Capabilities terminal) =>
        !isTerminal || noColor is { Length: > 0 } || !terminal.Ansi || !terminal.Interactive;

    public void Say(string words)
    {
        if (_plain)
            _console.Profile.Out.Writer.WriteLine($"functron: {words}");
        else
            _console.MarkupLineInterpolated($"[yellow]functron:[/] {words}");
    }

    public void Say(Problem problem)
    {
        Say($"Functron answered {(int)problem.Status}");
        foreach (var words in problem.Words)
            Say(words);
    }

    /// <summary>Says what goes on now: a line, or on a terminal the words beside the spinner.</summary>
    public void Progress(string words)
    {
        if (_quiet)
            return;
        if (_spinner is { } spinner)
            spinner.Status(Markup.Escape(words));
        else
            Say(words);
    }

    /// <summary>On a terminal, a spinner turns while this works.</summary>
    public Task<T> ShowProgressAsync<T>(Func<Task<T>> work) => _plain || _quiet
        ? work()
        : _console.Status().StartAsync("waiting for Functron", async context =>
        {
            _spinner = context;
            try
            {
                return await work();
            }
            finally
            {
                _spinner = null;
            }
        });
}
