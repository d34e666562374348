using Microsoft.Extensions.Configuration;

namespace Functron.FunctionApp.Startup;

/// <summary>Section <c>Starter</c> of the build's settings: the process that has to start this one, where there is one.</summary>
/// <param name="Signs">Arguments (with their dashes) and environment variables of which it gives at least one; empty: anybody may start this one.</param>
/// <param name="Missing">What to tell whoever started this process by itself.</param>
/// <param name="EndsWithIt">Whether this process has nothing to do once that one is gone.</param>
public sealed record Starter(IReadOnlyList<string> Signs, string Missing, bool EndsWithIt)
{
    /// <summary>The exit code of a process that was started by somebody else.</summary>
    public const int MissingExitCode = 2;

    public static Starter Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(nameof(Starter));
        return new Starter(
            section.GetSection(nameof(Signs)).Get<string[]>() ?? [],
            section[nameof(Missing)] ?? "",
            section.GetValue(nameof(EndsWithIt), false));
    }

    public bool IsMissing(IReadOnlyCollection<string> arguments, Func<string, string?> environment) =>
        Signs.Count > 0
        && !Signs.Any(sign => arguments.Any(argument => argument == sign || argument.StartsWith(sign + "=", StringComparison.Ordinal))
            || !sign.StartsWith('-') && !string.IsNullOrEmpty(environment(sign)));
}
