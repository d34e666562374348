using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Functron.Hosting.Http;

/// <summary>
/// Answers of the host itself that say what is wrong, as problem+json (RFC 9457), by way of the service that lets the app add to them
/// (<c>AddProblemDetails</c>).
/// </summary>
internal static class Problems
{
    public const string Stopping = "The host is stopping.";

    public static async Task WriteAsync(HttpContext context, int status, string detail)
    {
        context.Response.StatusCode = status;
        var problem = new ProblemDetailsContext
        {
            HttpContext = context,
            // Titled after its status, as the service's own are.
            ProblemDetails = TypedResults.Problem(detail, statusCode: status).ProblemDetails,
        };
        if (!await context.RequestServices.GetRequiredService<IProblemDetailsService>().TryWriteAsync(problem))
            await WriteUnaskedAsync(problem);
    }

    /// <summary>For a caller that accepts no JSON: it is told all the same, as an empty answer would tell it nothing.</summary>
    private static Task WriteUnaskedAsync(ProblemDetailsContext problem)
    {
        var http = problem.HttpContext;
        problem.ProblemDetails.Extensions["traceId"] = Activity.Current?.Id ?? http.TraceIdentifier;
        http.RequestServices.GetRequiredService<IOptions<ProblemDetailsOptions>>().Value.CustomizeProblemDetails?.Invoke(problem);
        return http.Response.WriteAsJsonAsync(problem.ProblemDetails, options: null, contentType: "application/problem+json");
    }
}
