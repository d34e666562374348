using Microsoft.Extensions.Configuration;

namespace Functron.Hosting.Configuration;

/// <summary>The web origins, as <c>https://example.org</c>, whose pages may call the host; <c>*</c> stands for all.</summary>
internal sealed record AllowedOrigins(IReadOnlyList<string> Origins)
{
    public const string Key = "Host:Cors:AllowedOrigins";

    public bool Any => Origins.Contains("*");

    /// <summary>From one value with commas, or from a list of values.</summary>
    public static AllowedOrigins From(IConfiguration configuration)
    {
        var section = configuration.GetSection(Key);
        var values = section.GetChildren().Select(child => child.Value).Prepend(section.Value);
        return new AllowedOrigins([.. values
            .SelectMany(value => (value ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Select(origin => origin.TrimEnd('/'))]);
    }

    public bool Allows(string origin) => Any || Origins.Contains(origin, StringComparer.OrdinalIgnoreCase);
}
