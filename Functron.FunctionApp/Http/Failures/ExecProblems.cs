using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Functron.FunctionApp.Http.Failures;

/// <summary>Writes a failure of <c>/v1/exec</c> as Functron 1's object: a client of the wire format reads every answer as that.</summary>
internal static class ExecProblems
{
    /// <param name="startedId">The invocation that the request has started, if any.</param>
    public static IResult Of(Failure failure, string? startedId) =>
        AnswerJson.Of(ExecAnswer.OfErrors(failure.Errors, startedId), failure.Status);

    /// <summary>
    /// Adds the object's keys to what the host itself refuses on that route, such as a foreign origin or a method that is not there.
    /// </summary>
    public static void AddKeys(ProblemDetailsContext context)
    {
        if (!context.HttpContext.Request.Path.StartsWithSegments("/v1/exec"))
            return;

        var problem = context.ProblemDetails;
        var answer = ExecAnswer.OfErrors([problem.Detail ?? problem.Title ?? "The request was refused."]);
        foreach (var key in JsonSerializer.SerializeToElement(answer, AnswerJson.Options).EnumerateObject())
            problem.Extensions[key.Name] = key.Value;
    }
}
