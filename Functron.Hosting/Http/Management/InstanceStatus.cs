using Functron.Hosting.Durable;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Functron.Hosting.Http.Management;

/// <summary>
/// <c>GET instances/{id}</c>: 202 with <c>Location</c> and <c>Retry-After</c> while the instance has not ended, then 200;
/// 404 for an unknown one. A failed one is 500 if the caller asks for that.
/// </summary>
internal static class InstanceStatus
{
    private const string RetryAfterSeconds = "5";

    public static async Task AnswerAsync(HttpContext http)
    {
        var query = http.Request.Query;
        var showHistory = QueryFlags.Read(query, "showHistory", absent: false);
        var showHistoryOutput = QueryFlags.Read(query, "showHistoryOutput", absent: false);
        var showInput = QueryFlags.Read(query, "showInput", absent: true);
        var failedIsError = QueryFlags.Read(query, "returnInternalServerErrorOnFailure", absent: false);

        var id = (string)http.Request.RouteValues["id"]!;
        var client = http.RequestServices.GetRequiredService<DurableTaskClient>();
        var instance = await client.GetInstanceAsync(id, getInputsAndOutputs: true, http.RequestAborted);
        if (instance is null)
        {
            await Problems.WriteAsync(http, StatusCodes.Status404NotFound, $"There is no instance '{id}'.");
            return;
        }

        var payload = StatusPayload.Of(instance, showInput);
        if (showHistory)
        {
            var history = await http.RequestServices.GetRequiredService<DurableEngine>().GetHistoryAsync(id, http.RequestAborted);
            payload["historyEvents"] = HistoryPayload.Of(history, showHistoryOutput);
        }

        var status = StatusCodeOf(instance.RuntimeStatus, failedIsError);
        if (status == StatusCodes.Status202Accepted)
        {
            http.Response.Headers.Location = ManagementAddresses.Of(client).StatusOf(id);
            http.Response.Headers.RetryAfter = RetryAfterSeconds;
        }

        await Results.Text(payload.ToJsonString(), "application/json", statusCode: status).ExecuteAsync(http);
    }

    public static int StatusCodeOf(OrchestrationRuntimeStatus status, bool failedIsError) => status switch
    {
        OrchestrationRuntimeStatus.Completed
            or OrchestrationRuntimeStatus.Terminated
            or OrchestrationRuntimeStatus.Canceled => StatusCodes.Status200OK,
        OrchestrationRuntimeStatus.Failed => failedIsError ? StatusCodes.Status500InternalServerError : StatusCodes.Status200OK,
        _ => StatusCodes.Status202Accepted,
    };
}
