using Functron.Execution;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Functron.FunctionApp.Http;

/// <summary>
/// Refuses the requests of running functions. Otherwise any function could start others, list all invocations and stop them. A function
/// that comes through a gateway or a proxy has the address of that one, and is let in (docs/writing-functions.md, The network).
/// </summary>
internal sealed class FunctionGuard(ExecutionState execution, ExecutionOptions options) : IStartupFilter
{
    /// <summary>These routes tell nothing about invocations, and answer at once even while the engine does not.</summary>
    private static readonly string[] Open = ["/health", "/v1/ping"];

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        if (!options.FunctionsMayCall)
            app.Use(InvokeAsync);
        next(app);
    };

    private async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Connection.RemoteIpAddress is not { } caller
            || Open.Contains(context.Request.Path.Value, StringComparer.OrdinalIgnoreCase)
            || !await execution.IsFunctionAsync(caller))
        {
            await next(context);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        await context.RequestServices.GetRequiredService<IProblemDetailsService>().WriteAsync(new ProblemDetailsContext
        {
            HttpContext = context,
            ProblemDetails =
            {
                Status = StatusCodes.Status403Forbidden,
                Title = "Functions may not call Functron.",
                Detail = $"The caller's address, {caller}, is that of a running function. "
                    + $"{FunctronSettings.Section}:{nameof(ExecutionOptions.FunctionsMayCall)}=true lets functions call.",
            },
        });
    }
}
