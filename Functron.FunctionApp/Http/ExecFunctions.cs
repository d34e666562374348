using Functron.Execution.Payloads;
using Functron.Execution.Requests;
using Functron.Execution.Results;
using Functron.FunctionApp.Admission;
using Functron.FunctionApp.Answering;
using Functron.FunctionApp.Http.Failures;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Functron.FunctionApp.Http;

/// <summary>The synchronous route, in Functron 1's wire format: every answer has all of its keys.</summary>
public sealed class ExecFunctions(
    HttpCalls<ExecFunctions> calls,
    InvocationStarter starter,
    AnswerWaiter waiter,
    IPayloadStore payloads,
    AnswerRoom room,
    FunctronSettings settings)
{
    [Function("Exec")]
    public Task<IResult> ExecAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/exec")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => calls.AnswerAsync(RequestKind.Execute, request, client, ExecuteAsync, cancellationToken);

    private async Task<IResult> ExecuteAsync(HttpCall call)
    {
        var id = await starter.StartAsync(call, GatePolicy.Compatible, instanceId: null);
        call.StartedId = id;
        var answer = await waiter.WaitAsync(call.Client, id, settings.SyncWaitSeconds, call.Cancellation);
        if (answer.Kind == AnswerKind.StillRunning)
            return StillRunningAnswer.Of(call, answer, id);
        var result = answer.Result ?? throw new NoResultException(answer);
        await room.TakeAsync(result, call.Http, call.Cancellation);
        return AnswerJson.Of(
            await ResultAnswer.OfAsync(result, cleanup: null, payloads, call.Cancellation),
            result.Ending == Ending.BuildFailed ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK);
    }
}
