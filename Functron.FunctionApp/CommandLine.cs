using System.Reflection;

namespace Functron.FunctionApp;

/// <summary>The command line's switches. All other arguments are configuration.</summary>
internal static class CommandLine
{
    private const string Help = """
        Functron runs a function that one HTTP request brings, in a throw-away container.

        usage: functron [--urls URL[;URL]...] [--sweep-all] [--Functron:OPTION=VALUE]... [--Host:OPTION=VALUE]...

          --urls URL[;URL]...       where to listen; http://localhost:8081 unless said otherwise
          --sweep-all               at start, remove all containers and images of other installations on the Docker engine
          --Functron:OPTION=VALUE   set an option of Functron, as --Functron:DataDirectory=/var/lib/functron
          --Host:OPTION=VALUE       set an option of its own host, as --Host:Retention:Days=30
          --version                 print the version and end
          -h, --help                print this text and end

        Each option can also be an environment variable, with two underscores in place of each colon:
        Functron__DataDirectory=/var/lib/functron. ASPNETCORE_URLS stands for --urls. The command line wins over the environment.

        docs/options.md describes all options.
        """;

    /// <returns>What to print instead of starting; null: nothing was asked.</returns>
    public static string? Answer(IReadOnlyList<string> args)
    {
        if (args.Any(arg => arg is "--help" or "-h"))
            return Help;
        return args.Contains("--version") ? $"functron {Version()}" : null;
    }

    /// <summary>The configuration takes the argument after a switch for its value, so a switch becomes an option with its value.</summary>
    public static string[] Expand(IEnumerable<string> args) =>
        [.. args.Select(arg => arg == "--sweep-all" ? $"--{FunctronSettings.Section}:SweepAll=true" : arg)];

    /// <summary>Without the commit that a build adds behind "+".</summary>
    private static string? Version() => typeof(CommandLine).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];
}
