using Functron.Hosting.Configuration;
using Microsoft.AspNetCore.Http;

namespace Functron.Hosting.Http;

/// <summary>Refuses requests for names that a foreign web page may have (<see cref="HostNames"/>).</summary>
internal sealed class HostNameGuard(HostNames names)
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        // No browser leaves it out; HTTP/1.0 may.
        var host = context.Request.Host;
        if (!host.HasValue || await names.ContainsAsync(host.Host))
        {
            await next(context);
            return;
        }

        await Problems.WriteAsync(
            context,
            StatusCodes.Status403Forbidden,
            $"This host does not answer to the name '{host.Host}' (the request's Host). Call it by an address, by localhost or by a name "
                + $"without a dot, or list the name in {HostNames.Key}.");
    }
}
