using Microsoft.Extensions.Configuration;

namespace Functron.Hosting.Configuration;

/// <summary>Where the host listens when nothing says otherwise.</summary>
internal static class ListenAddress
{
    public const string Default = "http://localhost:8081";

    // All ways that ASP.NET Core knows to say where: ASPNETCORE_URLS and --urls, the ports alone, and Kestrel's own section.
    private static readonly string[] Keys = ["urls", "http_ports", "https_ports"];

    public static bool IsConfigured(IConfiguration configuration) =>
        Keys.Any(key => !string.IsNullOrWhiteSpace(configuration[key]))
        || configuration.GetSection("Kestrel:Endpoints").GetChildren().Any();
}
