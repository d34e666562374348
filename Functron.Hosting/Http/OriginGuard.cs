using Functron.Hosting.Configuration;
using Microsoft.AspNetCore.Http;

namespace Functron.Hosting.Http;

/// <summary>
/// Refuses requests that a page of another origin makes through its visitor's browser, unless that origin is allowed.
/// Browsers name the origin in each request that can do something; other clients name none.
/// </summary>
internal sealed class OriginGuard(AllowedOrigins allowed)
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

    private static bool IsOwn(string origin, HttpRequest request)
    {
        // An opaque origin is the text "null", which is no absolute address.
        if (!Uri.TryCreate(origin, UriKind.Absolute, out var theirs)
            || !Uri.TryCreate($"{request.Scheme}://{request.Host}", UriKind.Absolute, out var ours))
            return false;
        return Uri.Compare(theirs, ours, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;
    }
}
