using Microsoft.AspNetCore.Http;

namespace Functron.Hosting.Http;

/// <summary>Answers of the host itself that say what is wrong, as problem+json (RFC 9457).</summary>
internal static class Problems
{
    public static Task WriteAsync(HttpContext context, int status, string detail) =>
        Results.Problem(detail, statusCode: status).ExecuteAsync(context);
}
