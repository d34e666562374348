using System.Text.Json;
using Functron.Execution.Cleanup;
using Functron.Execution.Payloads;
using Functron.Execution.Requests;
using Functron.Execution.Results;
using Functron.FunctionApp.Answering;
using Functron.FunctionApp.Admission;
using Functron.FunctionApp.Orchestration;
using Functron.FunctionApp.Sweeping;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Functron.FunctionApp.Http;

/// <summary>The asynchronous routes: start, look, cancel.</summary>
public sealed class InvocationFunctions(
    InvocationStarter starter, InstanceDirectory instances, ResultStore results, IPayloadStore payloads, AnswerRoom room, ILogger<InvocationFunctions> logger)
{
    [Function("StartInvocation")]
    public async Task<IResult> StartAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/invocations")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        try
        {
            string? wanted = request.Query["instanceId"];
            if (wanted is not null && !IsInstanceId(wanted))
                return Problems.BadInstanceId();
            var started = await starter.StartAsync(client, request, GatePolicy.Strict, wanted, cancellationToken);
            if (!started.Accepted)
                return Problems.BadRequest(started.Gate);

            request.HttpContext.Response.Headers.Location = CheckStatusPayload.InvocationUri(request, started.InstanceId);
            request.HttpContext.Response.Headers.RetryAfter = "10";
            return AnswerJson.Of(CheckStatusPayload.For(request, client, started.InstanceId), StatusCodes.Status202Accepted);
        }
        catch (Exception) when (request.HttpContext.RequestAborted.IsCancellationRequested)
        {
            return Results.Empty; // nobody is there to read it, and nothing was started
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Problems.NotStarted(Problems.StoppingText);
        }
        catch (NotAdmittedException e)
        {
            return Problems.NotAdmitted(e, request.HttpContext.Response);
        }
        catch (BadHttpRequestException e)
        {
            return Problems.UnreadableBody(e);
        }
        catch (InstanceExistsException)
        {
            return Problems.ExistsAlready(request.Query["instanceId"].ToString());
        }
        catch (IOException e)
        {
            Log.NotAccepted(logger, e);
            return Problems.NotStarted($"{InvocationFailure.StoreWords(e.Message)} Nothing was kept; send the request again once that is mended.");
        }
        catch (Exception e)
        {
            Log.NotAccepted(logger, e);
            return Problems.Failed($"The invocation could not be started: {e.Message}");
        }
    }

    [Function("GetInvocation")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/invocations/{id}")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id) => OrProblemAsync(request, client, () => LookAsync(request, client, id));

    [Function("CancelInvocation")]
    public Task<IResult> CancelAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "v1/invocations/{id}")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id) => OrProblemAsync(request, client, () => StopAsync(request, client, id));

    private async Task<IResult> OrProblemAsync(HttpRequest request, DurableTaskClient client, Func<Task<IResult>> call)
    {
        instances.Use(client);
        try
        {
            return await call();
        }
        catch (Exception) when (request.HttpContext.RequestAborted.IsCancellationRequested)
        {
            return Results.Empty; // nobody is there to read it
        }
        catch (NotAdmittedException e)
        {
            return Problems.NotAdmitted(e, request.HttpContext.Response);
        }
        catch (IOException e)
        {
            Log.Unreadable(logger, e);
            return Problems.Unreadable(e.Message);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.RequestFailed(logger, e);
            return Problems.Failed(e.Message);
        }
    }

    /// <summary>As the ids that Functron gives: its folders are found again by their form.</summary>
    private static bool IsInstanceId(string id) => id.Length == 32 && id.All(c => char.IsAsciiDigit(c) || c is >= 'a' and <= 'f');

    private async Task<IResult> LookAsync(HttpRequest request, DurableTaskClient client, string id)
    {
        var caller = request.HttpContext.RequestAborted;
        return await client.GetInstanceAsync(id, getInputsAndOutputs: true, caller) is { } instance
            ? AnswerJson.Of(await StatusOfAsync(instance, request.HttpContext), StatusCodes.Status200OK)
            : Problems.UnknownInvocation(id);
    }

    private async Task<IResult> StopAsync(HttpRequest request, DurableTaskClient client, string id)
    {
        var caller = request.HttpContext.RequestAborted;
        if (await client.GetInstanceAsync(id, getInputsAndOutputs: true, caller) is not { } instance)
            return Problems.UnknownInvocation(id);
        if (instance.IsCompleted)
            return Problems.AlreadyEnded(id);

        try
        {
            await client.RaiseEventAsync(id, InvocationOrchestrator.CancelEvent, "DELETE /v1/invocations", caller);
        }
        catch (Exception) when (!caller.IsCancellationRequested)
        {
            // It may have ended, or been purged, since it was looked at: how a host says so differs.
            if (await client.GetInstanceAsync(id, getInputsAndOutputs: false, caller) is not { } now)
                return Problems.UnknownInvocation(id);
            if (now.IsCompleted)
                return Problems.AlreadyEnded(id);
            throw;
        }

        return AnswerJson.Of(await StatusOfAsync(instance, request.HttpContext, mayLackResult: true), StatusCodes.Status202Accepted);
    }

    private async Task<InvocationStatus> StatusOfAsync(OrchestrationMetadata instance, HttpContext http, bool mayLackResult = false)
    {
        var cancellationToken = http.RequestAborted;
        var outcome = instance.RuntimeStatus == OrchestrationRuntimeStatus.Completed ? Read<InvocationOutcome>(instance.SerializedOutput) : null;
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
