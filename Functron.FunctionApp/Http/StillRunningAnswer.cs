using System.Text.Json;
using Functron.FunctionApp.Answering;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;

namespace Functron.FunctionApp.Http;

/// <summary>
/// What <c>/v1/exec</c> answers when its wait runs out before the invocation does: all keys of the wire format, and beside them
/// where to go on, as Durable Functions tells it.
/// </summary>
internal static class StillRunningAnswer
{
    public static IResult Of(HttpRequest request, DurableTaskClient client, Answer answer, string instanceId)
    {
        request.HttpContext.Response.Headers.Location = CheckStatusPayload.InvocationUri(request, instanceId);
        request.HttpContext.Response.Headers.RetryAfter = "10";
        var body = JsonSerializer.SerializeToNode(ExecAnswer.OfErrors([answer.Message], instanceId), AnswerJson.Options)!.AsObject();
        foreach (var (name, value) in JsonSerializer.SerializeToNode(CheckStatusPayload.For(request, client, instanceId), AnswerJson.Options)!.AsObject())
            body[name] = value?.DeepClone();
        return AnswerJson.Of(body, StatusCodes.Status202Accepted);
    }
}
