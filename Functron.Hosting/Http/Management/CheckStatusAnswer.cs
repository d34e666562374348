using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Functron.Hosting.Http.Management;

/// <summary>Where a started instance is found: 202 with <c>Location</c>, <c>Retry-After</c> and Durable Functions' check-status payload.</summary>
internal static class CheckStatusAnswer
{
    private const string RetryAfterSeconds = "10";

    public static Task WriteAsync(ManagementRequest request, string id)
    {
        var addresses = new ManagementAddresses(request.Http.Request, request.Client.Name, id);
        request.Http.Response.Headers.Location = addresses.Instance;
        request.Http.Response.Headers.RetryAfter = RetryAfterSeconds;
        var payload = new JsonObject
        {
            ["id"] = addresses.Id,
            ["statusQueryGetUri"] = addresses.Instance,
            ["sendEventPostUri"] = addresses.SendEvent,
            ["terminatePostUri"] = addresses.Terminate,
            ["purgeHistoryDeleteUri"] = addresses.Instance,
            ["restartPostUri"] = addresses.Restart,
            ["suspendPostUri"] = addresses.Suspend,
            ["resumePostUri"] = addresses.Resume,
        };
        return request.AnswerAsync(StatusCodes.Status202Accepted, payload.ToJsonString());
    }
}
