using System.CommandLine;

namespace Functron.Cli.Commands;

/// <summary>The root command, with one command per file beside it.</summary>
internal static class FunctronCommand
{
    public static RootCommand Create() => new("Runs functions on Functron.")
    {
        RunCommand.Create(),
    };
}
