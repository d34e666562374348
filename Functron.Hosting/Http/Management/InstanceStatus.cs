using Functron.Hosting.Durable;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Functron.Hosting.Http.Management;

/// <summary>
/// <c>GET instances/{id}</c>: 202 with <c>Location</c> (the same request) and <c>Retry-After</c> while the instance has not ended, then
/// 200; 404 for an unknown one. A failed one is 500 if the caller asks for that.
/// </summary>
internal static class InstanceStatus
{
    private const string RetryAfterSeconds = "5";

    public static async Task AnswerAsync(ManagementRequest request)
    {
        Check(request);
        var instance = await request.Client.GetInstanceAsync(request.Id, getInputsAndOutputs: true, request.Http.RequestAborted)
            ?? throw new InstanceNotFoundException(request.Id);
        await AnswerAsync(request, instance);
    }

    /// <summary>For a call that does something before it tells the status.</summary>
    /// <exception cref="BadHttpRequestException">A parameter of the status cannot be read.</exception>
    public static void Check(ManagementRequest request) => _ = Shown.By(request.Query);

    public static async Task AnswerAsync(ManagementRequest request, OrchestrationMetadata instance)
    {
        var shown = Shown.By(request.Query);
        var http = request.Http;
        var payload = StatusPayload.Of(instance, shown.Input);
        if (shown.History)
        {
            var engine = http.RequestServices.GetRequiredService<DurableEngine>();
            payload["historyEvents"] = HistoryPayload.Of(
                await engine.GetHistoryAsync(instance.InstanceId, http.RequestAborted), shown.Input, shown.HistoryOutput);
        }

        var status = StatusCodeOf(instance.RuntimeStatus, shown.FailedIsError);
        if (status == StatusCodes.Status202Accepted)
        {
            http.Response.Headers.Location = ManagementAddresses.Of(http.Request);
            http.Response.Headers.RetryAfter = RetryAfterSeconds;
        }

        await request.AnswerAsync(status, payload.ToJsonString());
    }

    public static int StatusCodeOf(OrchestrationRuntimeStatus status, bool failedIsError) => status switch
    {
        OrchestrationRuntimeStatus.Completed
            or OrchestrationRuntimeStatus.Terminated => StatusCodes.Status200OK,
        OrchestrationRuntimeStatus.Failed => failedIsError ? StatusCodes.Status500InternalServerError : StatusCodes.Status200OK,
        _ => StatusCodes.Status202Accepted,
    };

    private sealed record Shown(bool History, bool HistoryOutput, bool Input, bool FailedIsError)
    {
        public static Shown By(IQueryCollection query) => new(
            QueryValues.Flag(query, "showHistory", absent: false),
            QueryValues.Flag(query, "showHistoryOutput", absent: false),
            QueryValues.Flag(query, "showInput", absent: true),
            QueryValues.Flag(query, "returnInternalServerErrorOnFailure", absent: false));
    }
}
