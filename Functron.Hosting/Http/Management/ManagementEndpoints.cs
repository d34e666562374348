using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Functron.Hosting.Http.Management;

/// <summary>The part of Durable Functions' management API that is served: one line a call.</summary>
internal static class ManagementEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup(ManagementAddresses.BasePath).WithMetadata(ServedEndpoint.Instance);
        api.MapGet("instances/{id}", (RequestDelegate)InstanceStatus.AnswerAsync);
        api.MapPost("instances/{id}/terminate", (RequestDelegate)InstanceTermination.AnswerAsync);
    }
}
