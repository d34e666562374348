using Functron.Hosting.Durable;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Functron.Hosting.Http.Management;

/// <summary>
/// <c>POST instances/{id}/raiseEvent/{event}</c>, what comes with the event in the body: 202; 404 for an unknown instance, 410 for one
/// that has ended, 400 for a body that is not JSON or is said not to be.
/// </summary>
internal static class InstanceEvent
{
    public static async Task AnswerAsync(ManagementRequest request)
    {
        // As Durable Functions does it: an instance that takes no events is no matter of the body.
        var instance = await request.Client.GetInstanceAsync(request.Id, request.Http.RequestAborted)
            ?? throw new InstanceNotFoundException(request.Id);
        if (instance.IsCompleted)
            throw new InstanceEndedException(request.Id);

        var body = await JsonBody.ReadAsync(request.Http);
        if (body is not null && !SaysJson(request.Http.Request.ContentType))
        {
            await request.RefuseAsync(
                StatusCodes.Status400BadRequest, "An event's body is JSON: its Content-Type has to be application/json.");
            return;
        }

        var name = PathValue.Read(request.Http, "event") ?? "";
        var raised = request.Client.RaiseEventAsync(request.Id, name, body, CancellationToken.None);
        await StoredChange.WaitAsync(request, raised, $"The event '{name}' of the instance '{request.Id}'");
        request.Http.Response.StatusCode = StatusCodes.Status202Accepted;
    }

    private static bool SaysJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
            && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase);
}
