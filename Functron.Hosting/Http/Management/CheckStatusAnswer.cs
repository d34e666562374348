using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Functron.Hosting.Http.Management;

/// <summary>Where a started instance is found: 202 with <c>Location</c>, <c>Retry-After</c> and <see cref="CheckStatusPayload"/>.</summary>
internal static class CheckStatusAnswer
{
    private const string RetryAfterSeconds = "10";

    public static Task WriteAsync(ManagementRequest request, string id)
    {
        var payload = CheckStatusPayload.Below(
            ManagementAddresses.Base(request.Http.Request), id, CheckStatusPayload.HubQuery(request.Client.Name));
        request.Http.Response.Headers.Location = payload.StatusQueryGetUri;
        request.Http.Response.Headers.RetryAfter = RetryAfterSeconds;
        return request.AnswerAsync(StatusCodes.Status202Accepted, JsonSerializer.Serialize(payload));
    }
}
