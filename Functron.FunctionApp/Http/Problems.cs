using Functron.Execution.Requests;
using Functron.FunctionApp.Admission;
using Microsoft.AspNetCore.Http;

namespace Functron.FunctionApp.Http;

/// <summary>RFC 9457 answers of the newer routes.</summary>
internal static class Problems
{
    public const string StoppingText = "Functron is stopping and did not accept the request: send it again once it is back.";

    public static IResult BadRequest(GateResult refused) => Results.Problem(
        title: refused.TooLarge ? "The request is too large." : "The request is not valid.",
        detail: string.Join(" ", refused.Problems.Select(problem => problem.Sentence)),
        statusCode: StatusOf(refused),
        extensions: new Dictionary<string, object?>
        {
            ["errors"] = refused.Problems.Select(problem => new { field = problem.Field, rule = problem.Rule, message = problem.Message }).ToArray(),
        });

    public static IResult UnreadableBody(BadHttpRequestException e) => Results.Problem(
        title: "The body could not be read.",
        detail: e.Message,
        statusCode: e.StatusCode);

    public static IResult NotAdmitted(NotAdmittedException e, HttpResponse response)
    {
        e.AddHeaderTo(response);
        return Results.Problem(
            title: e.StatusCode == StatusCodes.Status408RequestTimeout ? "The body did not get on." : "There is no room for the request now.",
            detail: e.Message,
            statusCode: e.StatusCode);
    }

    public static IResult UnknownInvocation(string id) => Results.Problem(
        title: "No such invocation.",
        detail: $"There is no invocation '{id}': the id is wrong, or the invocation was purged.",
        statusCode: StatusCodes.Status404NotFound);

    public static IResult AlreadyEnded(string id) => Results.Problem(
        title: "The invocation has ended.",
        detail: $"Invocation '{id}' has already ended; GET it for its result.",
        statusCode: StatusCodes.Status409Conflict);

    public static IResult ExistsAlready(string id) => Results.Problem(
        title: "The invocation exists already.",
        detail: $"There is an invocation '{id}' already, and this request was not carried out: GET /v1/invocations/{id} for its result, or choose another instanceId.",
        statusCode: StatusCodes.Status409Conflict);

    public static IResult BadInstanceId() => BadRequest(new GateResult(
        null,
        [new RequestProblem("instanceId", "instance-id", "It must be 32 hexadecimal digits in lower case, as of a GUID without dashes.")],
        TooLarge: false));

    public static IResult Failed(string reason) => Results.Problem(
        title: "Functron could not carry the request out.",
        detail: reason,
        statusCode: StatusCodes.Status500InternalServerError);

    public static IResult NotStarted(string reason) => Results.Problem(
        title: "The invocation was not accepted.",
        detail: reason,
        statusCode: StatusCodes.Status503ServiceUnavailable);

    public static IResult Unreadable(string reason) => Results.Problem(
        title: "The invocation cannot be looked at now.",
        detail: $"{reason} Nothing was changed; ask again once that is mended.",
        statusCode: StatusCodes.Status503ServiceUnavailable);

    public static int StatusOf(GateResult refused) =>
        refused.TooLarge ? StatusCodes.Status413PayloadTooLarge
        : refused.Problems.Any(problem => problem.Rule == ContentCoding.Rule) ? StatusCodes.Status415UnsupportedMediaType
        : StatusCodes.Status400BadRequest;
}
