using Microsoft.Extensions.Configuration;

namespace Functron.FunctionApp.Startup;

/// <summary>Settings that were meant for Functron and are none of its options.</summary>
internal sealed record UnknownOptions(IReadOnlyList<UnknownOption> Options)
{
    private const string Section = FunctronSettings.Section;

    /// <param name="args">The command line, its switches replaced (<see cref="CommandLine"/>).</param>
    public static UnknownOptions Find(IConfiguration configuration, IEnumerable<string> args) =>
        new([.. InSection(configuration).Concat(Unjoined(configuration)).Concat(Bare(args))
            .DistinctBy(option => option.Given, StringComparer.OrdinalIgnoreCase)]);

    private static IEnumerable<UnknownOption> InSection(IConfiguration configuration) => configuration.GetSection(Section)
        .AsEnumerable(makePathsRelative: true)
        .Where(setting => setting.Value is not null
            && !FunctronSettings.OptionNames.Contains(setting.Key, StringComparer.OrdinalIgnoreCase))
        .OrderBy(setting => setting.Key, StringComparer.OrdinalIgnoreCase)
        .Select(setting => new UnknownOption($"{Section}:{setting.Key}", NearestName.Of(setting.Key, FunctronSettings.OptionNames)));

    /// <summary>
    /// The section's name is joined to the option's in a way that the source does not know: <c>Functron_Cpus</c>, or
    /// <c>--Functron__Cpus</c>.
    /// </summary>
    private static IEnumerable<UnknownOption> Unjoined(IConfiguration configuration) => configuration.GetChildren()
        .Where(setting => setting.Value is not null)
        .Select(setting => Option(setting.Key, name => NearestName.Letters(Section + name)))
        .OfType<UnknownOption>();

    /// <summary>
    /// An option without its section: <c>--Cpus=2</c>, <c>--sweepall</c>. An environment variable of such a name may belong to another
    /// program.
    /// </summary>
    private static IEnumerable<UnknownOption> Bare(IEnumerable<string> args) => args
        .Select(arg => Option(arg.Split('=', 2)[0], NearestName.Letters))
        .OfType<UnknownOption>();

    private static UnknownOption? Option(string given, Func<string, string> spelling)
    {
        var letters = NearestName.Letters(given);
        return FunctronSettings.OptionNames.FirstOrDefault(name => spelling(name) == letters) is { } option
            ? new UnknownOption(given, option)
            : null;
    }
}

/// <param name="Given">As it was given, without its value, which may be a secret.</param>
/// <param name="Nearest">The name of the option that it looks most like.</param>
internal sealed record UnknownOption(string Given, string Nearest);
