using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Functron.FunctionApp.Http;

/// <summary>
/// What the host itself refuses on the synchronous route (a foreign origin, a method that is not there) gets all the keys too:
/// a client of the wire format parses every JSON body as that object.
/// </summary>
internal static class ExecProblems
{
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
