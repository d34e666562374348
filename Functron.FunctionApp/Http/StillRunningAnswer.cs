using System.Text.Json;
using Functron.FunctionApp.Answering;
using Microsoft.AspNetCore.Http;

namespace Functron.FunctionApp.Http;

/// <summary>
/// What <c>/v1/exec</c> answers when its wait runs out before the invocation does: all keys of the wire format, and beside them
/// where to go on, as Durable Functions tells it.
/// </summary>
internal static class StillRunningAnswer
{
    public static IResult Of(HttpCall call, Answer answer, string instanceId)
    {
        call.Http.Response.Headers.Location = InvocationAddresses.Of(call.Request, instanceId);
        call.Http.Response.Headers.RetryAfter = "10";
        var body = JsonSerializer.SerializeToNode(ExecAnswer.OfErrors([answer.Message], instanceId), AnswerJson.Options)!.AsObject();
        var addresses = InvocationAddresses.OfManagement(call, instanceId);
        foreach (var (name, value) in JsonSerializer.SerializeToNode(addresses, AnswerJson.Options)!.AsObject())
            body[name] = value?.DeepClone();
        return AnswerJson.Of(body, StatusCodes.Status202Accepted);
    }
}
