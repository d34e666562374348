using Functron.Hosting.Durable;
using Microsoft.AspNetCore.Http;

namespace Functron.Hosting.Http.Management;

/// <summary>
/// <c>POST instances/{id}/rewind?reason=</c>: 202; 404 for an unknown instance, 410 for one that has ended otherwise than by a failure,
/// 400 for one that has not ended, 409 when its code does not agree with its history any more.
/// </summary>
internal static class InstanceRewind
{
    public static async Task AnswerAsync(ManagementRequest request)
    {
        var reason = request.Reason ?? "";
        try
        {
            var rewound = request.Client.RewindInstanceAsync(request.Id, reason, CancellationToken.None);
            await StoredChange.WaitAsync(request, rewound, $"The rewinding of the instance '{request.Id}'");
        }
        catch (InstanceExistsException)
        {
            // Another caller was first.
            throw new InstanceNotFailedException(request.Id);
        }

        request.Http.Response.StatusCode = StatusCodes.Status202Accepted;
    }
}
