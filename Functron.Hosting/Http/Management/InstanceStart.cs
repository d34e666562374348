using Functron.Hosting.Functions;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Functron.Hosting.Http.Management;

/// <summary>
/// <c>POST orchestrators/{function}/{id?}</c>, the input in the body: 202 with the check-status payload; 404 for an unknown orchestrator,
/// 409 for the id of an instance that has not ended. With <c>timeout</c> and <c>pollingInterval</c> it waits: 200 with the output of an
/// instance that completed, the status of one that ended otherwise.
/// </summary>
internal static class InstanceStart
{
    // More than a timer takes, and than any caller waits.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    public static async Task AnswerAsync(ManagementRequest request)
    {
        var timeout = QueryValues.Seconds(request.Query, "timeout");
        var interval = QueryValues.Seconds(request.Query, "pollingInterval");
        InstanceStatus.Check(request);

        var name = PathValue.Read(request.Http, "function") ?? "";
        if (request.Http.RequestServices.GetRequiredService<IDurableFunctions>().FindOrchestrator(name) is null)
        {
            await request.RefuseAsync(StatusCodes.Status404NotFound, $"There is no orchestrator named '{name}'.");
            return;
        }

        var input = await JsonBody.ReadAsync(request.Http);
        string id;
        try
        {
            var start = request.Client.ScheduleNewOrchestrationInstanceAsync(
                name, input, new StartOrchestrationOptions(request.Id), CancellationToken.None);
            id = await StoredChange.WaitAsync(request, start, $"The start of an instance of '{name}'");
        }
        catch (ArgumentException e)
        {
            await request.RefuseAsync(StatusCodes.Status400BadRequest, ArgumentWords.Of(e));
            return;
        }

        if (timeout is { } longest && interval is not null && await EndAsync(request, id, longest) is { } ended)
            await TellAsync(request, ended);
        else
            await CheckStatusAnswer.WriteAsync(request, id);
    }

    private static Task TellAsync(ManagementRequest request, OrchestrationMetadata ended) =>
        ended.RuntimeStatus == OrchestrationRuntimeStatus.Completed
            ? request.AnswerAsync(StatusCodes.Status200OK, ended.SerializedOutput ?? "null")
            : InstanceStatus.AnswerAsync(request, ended);

    /// <summary>Null when it does not come in time. The engine tells of it, so nothing is polled.</summary>
    private static async Task<OrchestrationMetadata?> EndAsync(ManagementRequest request, string id, TimeSpan timeout)
    {
        var services = request.Http.RequestServices;
        using var late = new CancellationTokenSource(timeout < LongestWait ? timeout : LongestWait, services.GetRequiredService<TimeProvider>());
        using var given = CancellationTokenSource.CreateLinkedTokenSource(
            late.Token, request.Http.RequestAborted, services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        try
        {
            return await request.Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, given.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or Durable.EngineStoppedException)
        {
            // It is started all the same, and goes on.
            return null;
        }
    }
}
