using Functron.Hosting.Durable;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Functron.Hosting.Http.Management;

/// <summary>
/// How long a caller that starts an instance waits for its end: with both <c>timeout</c> and <c>pollingInterval</c>, the first of them.
/// </summary>
/// <param name="Timeout">Null: not at all.</param>
internal sealed record CallersPatience(TimeSpan? Timeout)
{
    // More than a timer takes, and than any caller waits.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    /// <summary>Before anything is started.</summary>
    /// <exception cref="BadHttpRequestException">A parameter of the wait or of the status cannot be read.</exception>
    public static CallersPatience Of(ManagementRequest request)
    {
        var timeout = QueryValues.Seconds(request.Query, "timeout");
        var interval = QueryValues.Seconds(request.Query, "pollingInterval");
        InstanceStatus.Check(request);
        return new CallersPatience(interval is null ? null : timeout);
    }

    /// <summary>
    /// Once it is started: 200 with the output of an instance that completed, the status of one that ended otherwise; 202 with the
    /// check-status payload of one that did not end in time.
    /// </summary>
    public async Task AnswerAsync(ManagementRequest request, string id)
    {
        if (Timeout is not { } longest || await EndAsync(request, id, longest) is not { } ended)
            await CheckStatusAnswer.WriteAsync(request, id);
        else if (ended.RuntimeStatus == OrchestrationRuntimeStatus.Completed)
            await request.AnswerAsync(StatusCodes.Status200OK, ended.SerializedOutput ?? "null");
        else
            await InstanceStatus.AnswerAsync(request, ended);
    }

    /// <summary>Null when it does not come in time. The engine tells of it, so nothing is polled.</summary>
    private static async Task<OrchestrationMetadata?> EndAsync(ManagementRequest request, string id, TimeSpan timeout)
    {
        var services = request.Http.RequestServices;
        using var late = new CancellationTokenSource(
            timeout < LongestWait ? timeout : LongestWait, services.GetRequiredService<TimeProvider>());
        using var given = CancellationTokenSource.CreateLinkedTokenSource(
            late.Token, request.Http.RequestAborted, services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        try
        {
            return await request.Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, given.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or EngineStoppedException)
        {
            // It is started all the same, and goes on.
            return null;
        }
    }
}
