using Microsoft.AspNetCore.Http;

namespace Functron.FunctionApp.Http.Failures;

/// <summary>Writes a failure as problem+json (RFC 9457), for all routes but <c>/v1/exec</c>.</summary>
internal static class Problems
{
    public static IResult Of(Failure failure) => Results.Problem(
        title: failure.Title,
        detail: failure.Detail,
        statusCode: failure.Status,
        extensions: failure.Fields.Count == 0
            ? null
            : new Dictionary<string, object?>
            {
                ["errors"] = failure.Fields.Select(
                    problem => new { field = problem.Field, rule = problem.Rule, message = problem.Message }).ToArray(),
            });
}
