using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace Functron.Hosting.Configuration;

/// <summary>Where the host listens.</summary>
internal static class ListenAddress
{
    /// <summary>When nothing says otherwise.</summary>
    public const string Default = "http://localhost:8081";

    // All ways that ASP.NET Core knows to say where: ASPNETCORE_URLS and --urls, the ports alone, and Kestrel's own section.
    private static readonly string[] Keys = ["urls", "http_ports", "https_ports"];

    public static bool IsConfigured(IConfiguration configuration) =>
        Keys.Any(key => !string.IsNullOrWhiteSpace(configuration[key]))
        || configuration.GetSection("Kestrel:Endpoints").GetChildren().Any();

    /// <summary>Checks the addresses' form; whether they can be listened on shows only when that is tried.</summary>
    /// <exception cref="StartFailedException">One is malformed.</exception>
    public static void Check(IConfiguration configuration)
    {
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"]);
        foreach (var address in Listed(configuration["urls"]).Concat(endpoints.OfType<string>()))
        {
            if (Problem(address) is { } problem)
                throw Refused(address, problem);
        }

        foreach (var port in Listed(configuration["http_ports"]).Concat(Listed(configuration["https_ports"])))
        {
            if (!ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out _))
                throw Refused(port, "it is no port");
        }
    }

    private static string? Problem(string address)
    {
        BindingAddress parsed;
        try
        {
            parsed = BindingAddress.Parse(address);
        }
        catch (FormatException)
        {
            return "it is not of the form http://name:port";
        }

        if (!IsScheme(parsed, Uri.UriSchemeHttp) && !IsScheme(parsed, Uri.UriSchemeHttps))
            return "its scheme is neither http nor https";
        if (parsed.PathBase.Length > 0)
            return "it has a path";
        if (parsed.IsUnixPipe || parsed.IsNamedPipe)
            return null;
        // What is not read as a port stays with the name.
        if (parsed.Port is < IPEndPoint.MinPort or > IPEndPoint.MaxPort || (parsed.Host.Contains(':') && !parsed.Host.EndsWith(']')))
            return $"its port is not a number from {IPEndPoint.MinPort} to {IPEndPoint.MaxPort}";
        return null;
    }

    private static bool IsScheme(BindingAddress address, string scheme) =>
        scheme.Equals(address.Scheme, StringComparison.OrdinalIgnoreCase);

    private static string[] Listed(string? values) =>
        (values ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static StartFailedException Refused(string address, string problem) =>
        new($"'{address}' cannot be listened on, as {problem}: give an address such as {Default} with --urls or ASPNETCORE_URLS.");
}
