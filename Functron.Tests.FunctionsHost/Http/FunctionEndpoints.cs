using Functron.Tests.FunctionsHost.App;

namespace Functron.Tests.FunctionsHost.Http;

/// <summary>A route for each function with an HTTP trigger.</summary>
internal static class FunctionEndpoints
{
    public static void MapFunctions(this WebApplication web, PublishedApp app, IEnumerable<AppFunction> functions, string key, HttpInvoker invoker)
    {
        foreach (var function in functions.Where(function => function.Trigger.Is("httpTrigger")))
        {
            var trigger = function.Trigger;
            var route = $"{app.RoutePrefix}/{trigger.Property("route") ?? function.Name}".TrimStart('/');
            var anonymous = "anonymous".Equals(trigger.Property("authLevel"), StringComparison.OrdinalIgnoreCase);
            Task Handle(HttpContext context)
            {
                if (anonymous || Keys.Has(context.Request, key))
                    return invoker.InvokeAsync(context, function.Name);
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                return Task.CompletedTask;
            }

            if (trigger.Properties("methods") is { Count: > 0 } methods)
                web.MapMethods(route, methods.Select(method => method.ToUpperInvariant()), (RequestDelegate)Handle);
            else
                web.Map(route, (RequestDelegate)Handle);
        }
    }
}
