using Microsoft.AspNetCore.Http;

namespace Functron.Hosting.Http.Management;

/// <summary>
/// <c>POST instances/{id}/suspend?reason=</c> and <c>…/resume?reason=</c>: 202; 404 for an unknown instance, 410 for one that has ended.
/// </summary>
internal static class InstanceSuspension
{
    public static async Task SuspendAsync(ManagementRequest request)
    {
        var suspension = request.Client.SuspendInstanceAsync(request.Id, request.Reason, CancellationToken.None);
        await StoredChange.WaitAsync(request, suspension, $"The suspension of the instance '{request.Id}'");
        request.Http.Response.StatusCode = StatusCodes.Status202Accepted;
    }

    public static async Task ResumeAsync(ManagementRequest request)
    {
        var resumption = request.Client.ResumeInstanceAsync(request.Id, request.Reason, CancellationToken.None);
        await StoredChange.WaitAsync(request, resumption, $"The resumption of the instance '{request.Id}'");
        request.Http.Response.StatusCode = StatusCodes.Status202Accepted;
    }
}
