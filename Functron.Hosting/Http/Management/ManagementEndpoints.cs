using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Functron.Hosting.Http.Management;

/// <summary>Durable Functions' management API: one line a call.</summary>
internal static class ManagementEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup(ManagementAddresses.BasePath).WithMetadata(ServedEndpoint.Instance);
        api.MapPost("orchestrators/{function}/{id?}", ManagementCall.Of(InstanceStart.AnswerAsync));
        api.MapGet("instances", ManagementCall.Of(InstanceList.AnswerAsync));
        api.MapDelete("instances", ManagementCall.Of(InstancePurge.ManyAsync));
        api.MapGet("instances/{id}", ManagementCall.Of(InstanceStatus.AnswerAsync));
        api.MapDelete("instances/{id}", ManagementCall.Of(InstancePurge.OneAsync));
        api.MapPost("instances/{id}/raiseEvent/{event}", ManagementCall.Of(InstanceEvent.AnswerAsync));
        api.MapPost("instances/{id}/terminate", ManagementCall.Of(InstanceTermination.AnswerAsync));
        api.MapPost("instances/{id}/suspend", ManagementCall.Of(InstanceSuspension.SuspendAsync));
        api.MapPost("instances/{id}/resume", ManagementCall.Of(InstanceSuspension.ResumeAsync));
        api.MapPost("instances/{id}/rewind", ManagementCall.Of(InstanceRewind.AnswerAsync));
        api.MapPost("instances/{id}/restart", ManagementCall.Of(InstanceRestart.AnswerAsync));
    }
}
