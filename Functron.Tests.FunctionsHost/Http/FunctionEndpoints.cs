using Functron.Tests.FunctionsHost.App;

namespace Functron.Tests.FunctionsHost.Http;

/// <summary>A route for each function with an HTTP trigger; no function for a route's method is 404, as on the Functions host.</summary>
internal static class FunctionEndpoints
{
    public static void MapFunctions(
        this WebApplication web, PublishedApp app, IEnumerable<AppFunction> functions, string key, HttpInvoker invoker)
    {
        foreach (var route in functions.Where(function => function.Trigger.Is("httpTrigger")).GroupBy(function => Route(app, function)))
        {
            web.Map(route.Key, (RequestDelegate)(context =>
            {
                var function = route.FirstOrDefault(function => Takes(function, context.Request.Method));
                if (function is not null && MayCall(function, context.Request, key))
                    return invoker.InvokeAsync(context, function.Name);
                context.Response.StatusCode = function is null ? StatusCodes.Status404NotFound : StatusCodes.Status401Unauthorized;
                return Task.CompletedTask;
            }));
        }
    }

    private static string Route(PublishedApp app, AppFunction function) =>
        $"{app.RoutePrefix}/{function.Trigger.Property("route") ?? function.Name}".TrimStart('/');

    private static bool Takes(AppFunction function, string method) =>
        function.Trigger.Properties("methods") is not { Count: > 0 } methods || methods.Contains(method, StringComparer.OrdinalIgnoreCase);

    private static bool MayCall(AppFunction function, HttpRequest request, string key) =>
        "anonymous".Equals(function.Trigger.Property("authLevel"), StringComparison.OrdinalIgnoreCase) || Keys.Has(request, key);
}
