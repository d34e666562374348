using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;

namespace Functron.Hosting.Http;

/// <summary>
/// While the host listens on loopback only, refuses requests for any other name: a web site whose name was made to resolve
/// to 127.0.0.1 is of the same origin for the visitor's browser, and only its <c>Host</c> gives it away.
/// </summary>
internal sealed class HostNameGuard(IServer server)
{
    // The addresses are known, and stay, from the first request on.
    private readonly Lazy<bool> _loopbackOnly = new(() => IsLoopbackOnly(AddressesOf(server)));

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var host = context.Request.Host;
        if (!_loopbackOnly.Value || (host.HasValue && LoopbackNames.Contains(host.Host)))
            return next(context);
        return Problems.WriteAsync(
            context,
            StatusCodes.Status403Forbidden,
            "This host listens on this machine only and answers to localhost and loopback addresses as the request's Host.");
    }

    /// <param name="addresses">As the server tells them, such as <c>http://127.0.0.1:8081</c> or <c>http://[::]:80</c>.</param>
    public static bool IsLoopbackOnly(IEnumerable<string> addresses)
    {
        // No browser connects to a pipe.
        var hosts = addresses.Select(BindingAddress.Parse).Where(a => !a.IsUnixPipe && !a.IsNamedPipe).Select(a => a.Host).ToList();
        return hosts.Count > 0 && hosts.All(LoopbackNames.Contains);
    }

    private static IEnumerable<string> AddressesOf(IServer server) =>
        server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
}
