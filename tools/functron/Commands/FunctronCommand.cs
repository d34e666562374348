using System.CommandLine;
using Functron.Tools;

namespace Functron.Cli.Commands;

/// <summary>The root command, with one command per file beside it.</summary>
internal static class FunctronCommand
{
    private static RootCommand Create() => new("Runs functions on Functron.")
    {
        RunCommand.Create(),
    };

    /// <inheritdoc cref="CommandLine.InvokeAsync"/>
    public static Task<int> InvokeAsync(IReadOnlyList<string> args, TextWriter output, TextWriter error) =>
        CommandLine.InvokeAsync(Create(), args, output, error);
}
