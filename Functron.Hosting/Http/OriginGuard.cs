using Functron.Hosting.Configuration;
using Microsoft.AspNetCore.Http;

namespace Functron.Hosting.Http;

/// <summary>
/// Refuses requests that a page of another origin makes through its visitor's browser, unless that origin is allowed.
/// Browsers name the origin in each request that can do something; other clients name none.
/// </summary>
/// <param name="names">The request's own name is one of them: <see cref="HostNameGuard"/> has seen to that.</param>
internal sealed class OriginGuard(AllowedOrigins allowed, HostNames names)
{
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var origins = context.Request.Headers.Origin;
        if (origins.Count == 0 || (origins is [{ } origin] && (IsOwn(origin, context.Request) || allowed.Allows(origin))))
            return next(context);
        return Problems.WriteAsync(
            context,
            StatusCodes.Status403Forbidden,
            $"Requests of the origin '{origins}' are not allowed; {AllowedOrigins.Key} lists those that are.");
    }

    private bool IsOwn(string origin, HttpRequest request)
    {
        // An opaque origin is the text "null", which is no absolute address.
        if (!request.Host.HasValue || !Uri.TryCreate(origin, UriKind.Absolute, out var theirs))
            return false;
        return IsOf(request.Scheme, theirs, request) || names.IsListed(request.Host.Host) && IsOf(Uri.UriSchemeHttps, theirs, request);
    }

    /// <summary>Under a name that is listed a proxy may speak HTTPS with the browser and HTTP with us.</summary>
    private static bool IsOf(string scheme, Uri origin, HttpRequest request) =>
        Uri.TryCreate($"{scheme}://{request.Host}", UriKind.Absolute, out var ours)
        && Uri.Compare(origin, ours, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;
}
