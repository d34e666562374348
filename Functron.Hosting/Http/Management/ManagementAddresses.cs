using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Functron.Hosting.Http.Management;

/// <summary>Addresses below the name that the caller used: it can use that name again.</summary>
internal static class ManagementAddresses
{
    /// <summary>The path that Durable Functions' tools and scripts know.</summary>
    public const string BasePath = "/runtime/webhooks/durabletask";

    /// <summary>Below which the host answers.</summary>
    public static string Base(HttpRequest request) => $"{Root(request)}{request.PathBase}";

    /// <summary>The request's own address, with all of its query: as it was sent, where the server knows that.</summary>
    public static string Of(HttpRequest request)
    {
        var sent = request.HttpContext.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        return sent.StartsWith('/') ? Root(request) + sent : $"{Base(request)}{request.Path}{request.QueryString}";
    }

    private static string Root(HttpRequest request) => $"{request.Scheme}://{HostOf(request)}";

    /// <summary>HTTP/1.0 needs no Host.</summary>
    private static string HostOf(HttpRequest request) =>
        request.Host.HasValue ? request.Host.Value : $"localhost:{request.HttpContext.Connection.LocalPort}";
}
