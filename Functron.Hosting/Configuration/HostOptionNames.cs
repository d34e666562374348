using Microsoft.Extensions.Configuration;

namespace Functron.Hosting.Configuration;

/// <summary>The options of section <c>Host</c>, which are this host's own.</summary>
internal static class HostOptionNames
{
    private const string Section = "Host";

    /// <summary>Whether an instance that is terminated has no custom status any more: true or false.</summary>
    public const string ClearStatusKey = "Host:ClearStatusOfTerminated";

    public static IReadOnlyList<string> Known { get; } =
        [AllowedOrigins.Key, RetentionSettings.DaysKey, RetentionSettings.InstancesKey, ClearStatusKey];

    /// <exception cref="StartFailedException">The value is neither true nor false.</exception>
    public static bool ClearsStatusOfTerminated(IConfiguration configuration) => configuration[ClearStatusKey] switch
    {
        null => false,
        { } text when bool.TryParse(text, out var value) => value,
        { } text => throw new StartFailedException($"{ClearStatusKey}: '{text}' is neither true nor false."),
    };

    /// <summary>Settings of the section that nobody reads, mostly typing errors.</summary>
    public static IEnumerable<string> Unknown(IConfiguration configuration) => configuration.GetSection(Section)
        .AsEnumerable()
        .Where(setting => setting.Value is not null && setting.Key.Length > Section.Length)
        .Select(setting => setting.Key)
        .Where(name => !Known.Any(known => Is(name, known)))
        .Order(StringComparer.OrdinalIgnoreCase);

    /// <summary>The origins may be a list: then each value has its number behind the name.</summary>
    private static bool Is(string name, string known) =>
        name.Equals(known, StringComparison.OrdinalIgnoreCase)
        || known == AllowedOrigins.Key && name.StartsWith(known + ":", StringComparison.OrdinalIgnoreCase)
            && int.TryParse(name.AsSpan(known.Length + 1), out _);
}
