using Functron.Hosting.Durable;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;

namespace Functron.Hosting.Http.Management;

/// <summary>
/// <c>DELETE instances/{id}</c> and <c>DELETE instances?createdTimeFrom=&amp;createdTimeTo=&amp;runtimeStatus=</c>: 200 with how many
/// instances were purged, 404 when none was. Only what has ended is: the first is 412 for an instance that has not.
/// </summary>
internal static class InstancePurge
{
    public static async Task OneAsync(ManagementRequest request)
    {
        var instance = await request.Client.GetInstanceAsync(request.Id, request.Http.RequestAborted)
            ?? throw new InstanceNotFoundException(request.Id);
        if (!instance.IsCompleted)
        {
            await request.RefuseInTextAsync(
                StatusCodes.Status412PreconditionFailed,
                $"Only instances that have ended are purged; the instance '{request.Id}' has the status {instance.RuntimeStatus}.");
            return;
        }

        var purge = request.Client.PurgeInstanceAsync(request.Id, options: null, CancellationToken.None);
        var result = await StoredChange.WaitAsync(request, purge, $"The purge of the instance '{request.Id}'");
        await TellAsync(request, result, $"There is no instance '{request.Id}' any more.");
    }

    public static async Task ManyAsync(ManagementRequest request)
    {
        var from = QueryValues.Time(request.Query, "createdTimeFrom")
            ?? throw new BadHttpRequestException("'createdTimeFrom' is required: it says from which time on started instances are purged.");
        var filter = new PurgeInstancesFilter(
            from, QueryValues.Time(request.Query, "createdTimeTo"), QueryValues.Statuses(request.Query, "runtimeStatus"));

        // However many there are: this takes the time that it takes, and the caller's going away does not end it.
        await TellAsync(
            request,
            await request.Client.PurgeAllInstancesAsync(filter, options: null, CancellationToken.None),
            "No instance that has ended matches.");
    }

    private static Task TellAsync(ManagementRequest request, PurgeResult result, string none) =>
        result.PurgedInstanceCount == 0
            ? request.RefuseAsync(StatusCodes.Status404NotFound, none)
            : request.AnswerAsync(StatusCodes.Status200OK, $$"""{"instancesDeleted":{{result.PurgedInstanceCount}}}""");
}
