using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Functron.Hosting.Http.Management;

/// <summary>
/// <c>GET instances</c>: 200 with the status payloads of those that match, at most <c>top</c> of them. When there are more, the header
/// <see cref="TokenHeader"/> says so, and sent with the next call it gives those.
/// </summary>
internal static class InstanceList
{
    public const string TokenHeader = "x-ms-continuation-token";

    private const int UsualPage = 100;

    public static async Task AnswerAsync(ManagementRequest request)
    {
        var query = request.Query;
        var showInput = QueryValues.Flag(query, "showInput", absent: true);
        var wanted = new OrchestrationQuery(
            QueryValues.Time(query, "createdTimeFrom"),
            QueryValues.Time(query, "createdTimeTo"),
            QueryValues.Statuses(query, "runtimeStatus"),
            InstanceIdPrefix: QueryValues.Text(query, "instanceIdPrefix"),
            PageSize: Math.Min(QueryValues.Count(query, "top") ?? UsualPage, int.MaxValue - 1),
            FetchInputsAndOutputs: true,
            ContinuationToken: request.Http.Request.Headers[TokenHeader]);

        var page = await FirstPageAsync(request.Client.GetAllInstancesAsync(wanted));
        if (page.ContinuationToken is { } more)
            request.Http.Response.Headers[TokenHeader] = more;
        JsonArray payloads = [.. page.Values.Select(instance => StatusPayload.Of(instance, showInput))];
        await request.AnswerAsync(StatusCodes.Status200OK, payloads.ToJsonString());
    }

    private static async Task<Page<OrchestrationMetadata>> FirstPageAsync(AsyncPageable<OrchestrationMetadata> instances)
    {
        await using var pages = instances.AsPages().GetAsyncEnumerator();
        try
        {
            return await pages.MoveNextAsync() ? pages.Current : new Page<OrchestrationMetadata>([]);
        }
        catch (ArgumentException e)
        {
            throw new BadHttpRequestException(ArgumentWords.Of(e));
        }
    }
}
