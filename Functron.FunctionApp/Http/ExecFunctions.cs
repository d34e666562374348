using Functron.Execution.Payloads;
using Functron.Execution.Requests;
using Functron.Execution.Results;
using Functron.FunctionApp.Admission;
using Functron.FunctionApp.Answering;
using Functron.FunctionApp.Orchestration;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Functron.FunctionApp.Http;

/// <summary>The synchronous route, in Functron 1's wire format: every answer has all of its keys.</summary>
public sealed class ExecFunctions(
    InvocationStarter starter, AnswerWaiter waiter, IPayloadStore payloads, AnswerRoom room, FunctronSettings settings, ILogger<ExecFunctions> logger)
{
    [Function("Exec")]
    public async Task<IResult> ExecAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/exec")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        string? instanceId = null;
        try
        {
            var started = await starter.StartAsync(client, request, GatePolicy.Compatible, instanceId: null, cancellationToken);
            if (!started.Accepted)
                return Refused(started.Gate);

            instanceId = started.InstanceId;
            var answer = await waiter.WaitAsync(client, instanceId, settings.SyncWaitSeconds, cancellationToken);
            if (answer.Result is not { } result)
                return WithoutResult(request, client, answer, instanceId);
            await room.TakeAsync(result, request.HttpContext, cancellationToken);
            return AnswerJson.Of(
                await ResultAnswer.OfAsync(result, cleanup: null, payloads, cancellationToken),
                result.Ending == Ending.BuildFailed ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK);
        }
        catch (Exception) when (request.HttpContext.RequestAborted.IsCancellationRequested)
        {
            return Results.Empty; // nobody is there to read it; the invocation, once accepted, goes on
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Failure(
                StatusCodes.Status503ServiceUnavailable,
                instanceId is null ? Problems.StoppingText : $"Functron is stopping. Invocation '{instanceId}' goes on when it is back: GET /v1/invocations/{instanceId} then.",
                instanceId);
        }
        catch (NotAdmittedException e)
        {
            e.AddHeaderTo(request.HttpContext.Response);
            return Failure(e.StatusCode, $"{e.Message}{GoesOn(instanceId)}", instanceId);
        }
        catch (BadHttpRequestException e)
        {
            return Failure(e.StatusCode, $"The body could not be read: {e.Message}", instanceId);
        }
        catch (IOException e)
        {
            Log.ExecFailed(logger, e, instanceId);
            return Failure(StatusCodes.Status503ServiceUnavailable, $"{InvocationFailure.StoreWords(e.Message)}{GoesOn(instanceId)}", instanceId);
        }
        catch (Exception e)
        {
            // This route answers with its own object whatever happens.
            Log.ExecFailed(logger, e, instanceId);
            return Failure(StatusCodes.Status500InternalServerError, $"Functron could not carry the request out: {e.Message}{GoesOn(instanceId)}", instanceId);
        }
    }

    private static IResult Failure(int status, string message, string? instanceId) =>
        AnswerJson.Of(ExecAnswer.OfErrors([message], instanceId), status);

    private static IResult Refused(GateResult refused) => AnswerJson.Of(
        ExecAnswer.OfErrors(refused.Problems.Select(problem => problem.Sentence)),
        Problems.StatusOf(refused));

    /// <summary>It is the waiting that failed.</summary>
    private static string GoesOn(string? instanceId) =>
        instanceId is null ? "" : $" Invocation '{instanceId}' was started and goes on: GET /v1/invocations/{instanceId} for its result.";

    private static IResult WithoutResult(HttpRequest request, DurableTaskClient client, Answer answer, string instanceId)
    {
        if (answer.Kind == AnswerKind.StillRunning)
            return StillRunningAnswer.Of(request, client, answer, instanceId);
        return AnswerJson.Of(
            ExecAnswer.OfErrors([answer.Message], instanceId),
            answer.Kind switch
            {
                AnswerKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
                AnswerKind.Terminated => StatusCodes.Status409Conflict,
                _ => StatusCodes.Status500InternalServerError,
            });
    }
}
