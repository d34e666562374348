namespace Functron.FunctionApp;

/// <summary>The command line's switches, which stand for options.</summary>
internal static class CommandLine
{
    /// <summary>The configuration takes the argument after a switch for its value, so a switch becomes an option with its value.</summary>
    public static string[] Expand(IEnumerable<string> args) =>
        [.. args.Select(arg => arg == "--sweep-all" ? $"--{FunctronSettings.Section}:SweepAll=true" : arg)];
}
