using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Functron.Hosting.Http.Management;

/// <summary>
/// A part of the path as the caller meant it. The server decodes a path before routing, all but <c>%2F</c>, so that a <c>%2F</c>
/// in a route's value was either that or <c>%252F</c>; what was sent tells.
/// </summary>
internal static class PathValue
{
    /// <summary>Null when the route has no such part.</summary>
    public static string? Read(HttpContext http, string name)
    {
        if (http.GetRouteValue(name) is not string value)
            return null;
        if (!value.Contains("%2F", StringComparison.OrdinalIgnoreCase))
            return value;
        var sent = http.Features.Get<IHttpRequestFeature>()?.RawTarget.Split('?')[0].Split('/') ?? [];
        return Uri.UnescapeDataString(sent.FirstOrDefault(part => AsRouted(part) == value) ?? value);
    }

    private static string AsRouted(string sent) =>
        Uri.UnescapeDataString(sent.Replace("%2F", "%252F", StringComparison.Ordinal).Replace("%2f", "%252f", StringComparison.Ordinal));
}
