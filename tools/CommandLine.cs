using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace Functron.Tools;

/// <summary>Parses a tool's command line and runs the command that it names. Each tool compiles this file.</summary>
internal static class CommandLine
{
    /// <summary>The exit code for wrong arguments: EX_USAGE of sysexits.h.</summary>
    public const int UsageError = 64;

    /// <param name="output">Gets the text of <c>--help</c> and <c>--version</c>.</param>
    /// <param name="error">Gets what is wrong with the arguments, and the command's help after it.</param>
    /// <returns>The command's exit code, or <see cref="UsageError"/>.</returns>
    public static async Task<int> InvokeAsync(RootCommand root, IReadOnlyList<string> args, TextWriter output, TextWriter error)
    {
        // No response files: the name of a file or folder may begin with "@".
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction)
        {
            foreach (var problem in parsed.Errors)
                error.WriteLine($"functron: {problem.Message}");
            error.WriteLine();
            await HelpAsync(root, parsed.CommandResult, error);
            return UsageError;
        }

        return await parsed.InvokeAsync(new InvocationConfiguration
        {
            Output = output,
            Error = error,
            // Each command decides what a signal does and what its failures look like.
            ProcessTerminationTimeout = null,
            EnableDefaultExceptionHandler = false,
        });
    }

    private static Task<int> HelpAsync(RootCommand root, CommandResult command, TextWriter output)
    {
        var names = new List<string>();
        for (var at = command; at.Parent is CommandResult parent; at = parent)
            names.Insert(0, at.Command.Name);
        return root.Parse([.. names, "--help"]).InvokeAsync(new InvocationConfiguration { Output = output });
    }
}
