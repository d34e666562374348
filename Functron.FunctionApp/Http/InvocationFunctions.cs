using System.Text.Json;
using Functron.Execution.Cleanup;
using Functron.Execution.Payloads;
using Functron.Execution.Requests;
using Functron.Execution.Results;
using Functron.FunctionApp.Admission;
using Functron.FunctionApp.Answering;
using Functron.FunctionApp.Http.Failures;
using Functron.FunctionApp.Orchestration;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Functron.FunctionApp.Http;

/// <summary>The asynchronous routes: start, look, cancel.</summary>
public sealed class InvocationFunctions(
    HttpCalls<InvocationFunctions> calls, InvocationStarter starter, ResultStore results, IPayloadStore payloads, AnswerRoom room)
{
    [Function("StartInvocation")]
    public Task<IResult> StartAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/invocations")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => calls.AnswerAsync(RequestKind.Start, request, client, AcceptAsync, cancellationToken);

    [Function("GetInvocation")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/invocations/{id}")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id) => calls.AnswerAsync(RequestKind.Manage, request, client, call => LookAsync(call, id));

    [Function("CancelInvocation")]
    public Task<IResult> CancelAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "v1/invocations/{id}")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id) => calls.AnswerAsync(RequestKind.Manage, request, client, call => StopAsync(call, id));

    private async Task<IResult> AcceptAsync(HttpCall call)
    {
        string? wanted = call.Request.Query["instanceId"];
        if (wanted is not null && !IsInstanceId(wanted))
        {
            throw new InvalidRequestException([new RequestProblem(
                "instanceId", "instance-id", "It must be 32 hexadecimal digits in lower case, as of a GUID without dashes.")]);
        }

        var id = await starter.StartAsync(call, GatePolicy.Strict, wanted);
        call.Http.Response.Headers.Location = InvocationAddresses.Of(call.Request, id);
        call.Http.Response.Headers.RetryAfter = "10";
        return AnswerJson.Of(InvocationAddresses.OfManagement(call, id), StatusCodes.Status202Accepted);
    }

    /// <summary>Whether it has the form of the ids that Functron gives: its folders are found again by that form.</summary>
    private static bool IsInstanceId(string id) => id.Length == 32 && id.All(c => char.IsAsciiDigit(c) || c is >= 'a' and <= 'f');

    private async Task<IResult> LookAsync(HttpCall call, string id)
    {
        var instance = await call.Client.GetInstanceAsync(id, getInputsAndOutputs: true, call.CallerGone)
            ?? throw new UnknownInvocationException(id);
        return AnswerJson.Of(await StatusOfAsync(instance, call.Http), StatusCodes.Status200OK);
    }

    private async Task<IResult> StopAsync(HttpCall call, string id)
    {
        var instance = await LiveAsync(call, id, withInput: true);
        try
        {
            await call.Client.RaiseEventAsync(id, InvocationOrchestrator.CancelEvent, "DELETE /v1/invocations", call.CallerGone);
        }
        catch (Exception) when (!call.CallerGone.IsCancellationRequested)
        {
            // It may have ended or been purged since. How a host says so differs, so it is looked at once more.
            await LiveAsync(call, id, withInput: false);
            throw;
        }

        return AnswerJson.Of(await StatusOfAsync(instance, call.Http, mayLackResult: true), StatusCodes.Status202Accepted);
    }

    /// <exception cref="UnknownInvocationException">There is none of that id.</exception>
    /// <exception cref="InvocationEndedException">It has ended.</exception>
    private static async Task<OrchestrationMetadata> LiveAsync(HttpCall call, string id, bool withInput)
    {
        var instance = await call.Client.GetInstanceAsync(id, withInput, call.CallerGone) ?? throw new UnknownInvocationException(id);
        return instance.IsCompleted ? throw new InvocationEndedException(id) : instance;
    }

    private async Task<InvocationStatus> StatusOfAsync(OrchestrationMetadata instance, HttpContext http, bool mayLackResult = false)
    {
        var cancellationToken = http.RequestAborted;
        var outcome = instance.RuntimeStatus == OrchestrationRuntimeStatus.Completed
            ? Read<InvocationOutcome>(instance.SerializedOutput)
            : null;
        var cleanup = outcome is null ? null : new CleanupOutcome(outcome.CleanupMilliseconds, outcome.CleanupOut, outcome.CleanupErr);
        var result = await results.ReadAsync(instance.InstanceId, cancellationToken);
        try
        {
            if (result is not null)
                await room.TakeAsync(result, http);
        }
        catch (NotAdmittedException) when (mayLackResult)
        {
            // What was asked for is done.
            result = null;
        }

        return new InvocationStatus(
            instance.InstanceId,
            InvocationTicket.Read(instance.SerializedInput)?.FnName,
            instance.RuntimeStatus.ToString(),
            instance.IsCompleted ? null : Read<string>(instance.SerializedCustomStatus) ?? "Queued",
            instance.CreatedAt,
            instance.LastUpdatedAt,
            result is null ? null : await ResultAnswer.OfAsync(result, cleanup, payloads, cancellationToken),
            instance.IsCompleted && outcome is null ? AnswerWaiter.WithoutResult(instance, instance.InstanceId).Message : null);
    }

    /// <summary>Null also when it is not of that type: an instance may have been started with anything.</summary>
    private static T? Read<T>(string? json)
        where T : class
    {
        try
        {
            return json is null ? null : JsonSerializer.Deserialize<T>(json, JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
