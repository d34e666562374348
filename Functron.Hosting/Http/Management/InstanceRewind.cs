using Functron.Hosting.Durable;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;

namespace Functron.Hosting.Http.Management;

/// <summary>
/// <c>POST instances/{id}/rewind?reason=</c>: 202; 404 for an unknown instance, 412 for one that has not failed, 409 when its code does
/// not agree with its history any more.
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
            request.Http.Response.StatusCode = StatusCodes.Status202Accepted;
        }
        catch (InstanceNotFailedException e)
        {
            await RefuseAsync(request, e.Status);
        }
        catch (InstanceExistsException)
        {
            // Another caller was first, and has it running.
            await RefuseAsync(request, OrchestrationRuntimeStatus.Running);
        }
    }

    /// <summary>In the words of Durable Functions' extension, which tools may look for.</summary>
    private static Task RefuseAsync(ManagementRequest request, OrchestrationRuntimeStatus status) => request.RefuseInTextAsync(
        StatusCodes.Status412PreconditionFailed,
        $"Only instances that have failed are rewound; the instance '{request.Id}' has the status {status}.");
}
