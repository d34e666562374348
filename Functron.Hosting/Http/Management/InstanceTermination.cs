using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;

namespace Functron.Hosting.Http.Management;

/// <summary>
/// <c>POST instances/{id}/terminate?reason=</c>: 202; 404 for an unknown instance, 410 for one that has ended. The reason becomes the
/// output, which is null without one.
/// </summary>
internal static class InstanceTermination
{
    public static async Task AnswerAsync(ManagementRequest request)
    {
        var end = request.Client.TerminateInstanceAsync(
            request.Id, new TerminateInstanceOptions(request.Reason), CancellationToken.None);
        await StoredChange.WaitAsync(request, end, $"The end of the instance '{request.Id}'");
        request.Http.Response.StatusCode = StatusCodes.Status202Accepted;
    }
}
