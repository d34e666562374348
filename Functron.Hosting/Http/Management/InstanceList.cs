using System.Text.Json;

using Functron.Hosting.Durable;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Functron.Hosting.Http.Management;

/// <summary>
/// <c>GET instances</c>: 200 with the status payloads of those that match, at most <c>top</c> of them. When there are more, the header
/// <see cref="TokenHeader"/> says so, and sent with the next call it gives those. However many they are, few are in memory at a time.
/// </summary>
internal static class InstanceList
{
    public const string TokenHeader = "x-ms-continuation-token";

    private const int UsualPage = 100;
    private const int SentAtATime = 64 * 1024;

    public static async Task AnswerAsync(ManagementRequest request)
    {
        var query = request.Query;
        var showInput = QueryValues.Flag(query, "showInput", absent: true);
        var wanted = new OrchestrationQuery(
            QueryValues.Time(query, "createdTimeFrom"),
            QueryValues.Time(query, "createdTimeTo"),
            QueryValues.Statuses(query, "runtimeStatus"),
            InstanceIdPrefix: QueryValues.Text(query, "instanceIdPrefix"),
            PageSize: QueryValues.Count(query, "top") ?? UsualPage,
            FetchInputsAndOutputs: true,
            ContinuationToken: request.Http.Request.Headers[TokenHeader]);

        var (token, instances) = await ListAsync(request, wanted);
        await using var next = instances.GetAsyncEnumerator(request.Http.RequestAborted);

        // What cannot be read at all is told as a problem, for which nothing may have been written yet.
        var more = await next.MoveNextAsync();
        var response = request.Http.Response;
        if (token is not null)
            response.Headers[TokenHeader] = token;
        response.ContentType = "application/json; charset=utf-8";
        await using var json = new Utf8JsonWriter(response.BodyWriter);
        json.WriteStartArray();
        for (; more; more = await next.MoveNextAsync())
        {
            StatusPayload.Of(next.Current, showInput).WriteTo(json);
            if (json.BytesPending < SentAtATime)
                continue;
            await json.FlushAsync(request.Http.RequestAborted);
            await response.BodyWriter.FlushAsync(request.Http.RequestAborted);
        }

        json.WriteEndArray();
    }

    private static async Task<(string? Token, IAsyncEnumerable<OrchestrationMetadata> Instances)> ListAsync(
        ManagementRequest request, OrchestrationQuery wanted)
    {
        try
        {
            return await request.Http.RequestServices.GetRequiredService<DurableEngine>().ListAsync(wanted);
        }
        catch (ArgumentException e)
        {
            throw new BadHttpRequestException(ArgumentWords.Of(e));
        }
    }
}
