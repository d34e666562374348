using Functron.Hosting.Configuration;
using Functron.Hosting.Functions;
using Functron.Hosting.Http.Management;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Functron.Hosting.Http;

/// <summary>A request's way: failures are answered, foreign callers refused, then routing to a function or the management API.</summary>
internal static class HttpPipeline
{
    /// <summary>The headers of the host's answers that a page of an allowed origin may read.</summary>
    private static readonly string[] ReadableHeaders = ["Location", "Retry-After", InstanceList.TokenHeader];

    public static void Build(WebApplication app, FunctionCatalog catalog, HostJson hostJson)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Functron.Hosting.Http");
        var allowed = AllowedOrigins.From(app.Configuration);

        app.Use(next => context => new FailureAnswer(logger).InvokeAsync(context, next));
        var names = HostNames.From(app.Configuration);
        var hostNames = new HostNameGuard(names);
        app.Use(next => context => hostNames.InvokeAsync(context, next));
        var origins = new OriginGuard(allowed, names);
        app.Use(next => context => origins.InvokeAsync(context, next));
        if (allowed.Origins.Count > 0)
        {
            app.UseCors(policy =>
            {
                policy.AllowAnyMethod().AllowAnyHeader().WithExposedHeaders(ReadableHeaders);
                if (allowed.Any)
                    policy.AllowAnyOrigin();
                else
                    policy.WithOrigins([.. allowed.Origins]);
            });
        }

        app.UseRouting();
        app.Use(next => context => context.GetEndpoint()?.Metadata.GetMetadata<ServedEndpoint>() is null
            ? Problems.WriteAsync(
                context, StatusCodes.Status404NotFound, $"Nothing answers {context.Request.Method} {context.Request.Path}.")
            : next(context));

        HttpFunctionEndpoints.Map(app, catalog, hostJson.RoutePrefix);
        ManagementEndpoints.Map(app);
    }
}
