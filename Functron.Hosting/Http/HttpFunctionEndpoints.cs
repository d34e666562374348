using Functron.Hosting.Functions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Functron.Hosting.Http;

/// <summary>Puts an app's HTTP functions at their routes.</summary>
internal static class HttpFunctionEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints, FunctionCatalog catalog, string routePrefix)
    {
        var lifetime = endpoints.ServiceProvider.GetRequiredService<IHostApplicationLifetime>();
        var logger = endpoints.ServiceProvider.GetRequiredService<ILoggerFactory>().CreateLogger("Functron.Hosting.Http");
        var prefix = RoutePatternFactory.Parse(routePrefix);
        foreach (var function in catalog.Of(FunctionKind.Http))
        {
            if (function.Route is not { } route)
                continue;
            var handler = new HttpFunctionHandler(function, lifetime, logger);
            var endpoint = endpoints.Map(RoutePatternFactory.Combine(prefix, route.Pattern), handler.InvokeAsync)
                .WithMetadata(ServedEndpoint.Instance)
                .WithDisplayName(function.Name);
            if (route.Methods.Count > 0)
                endpoint.WithMetadata(new HttpMethodMetadata(route.Methods));
        }
    }
}
