using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Functron.Tests.Hosting.Functions;

/// <summary>Functions that keep the rules.</summary>
public sealed class GoodFunctions
{
    [Function("Route")]
    public static Task<IResult> Route(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "items/{id:int}/{key?}")] HttpRequest request,
        int id,
        Guid? key,
        FunctionContext context,
        CancellationToken cancellationToken,
        [DurableClient] DurableTaskClient client) =>
        Task.FromResult(Results.Ok($"{id} {key} {request.Method} {context.FunctionId} {cancellationToken.CanBeCanceled} {client.Name}"));

    [Function("Orchestrate")]
    public static async Task<string> Orchestrate([OrchestrationTrigger] TaskOrchestrationContext context, FunctionContext function) =>
        await context.CallActivityAsync<string>("Act", function.FunctionDefinition.Name);

    [Function("Act")]
    public string Act([ActivityTrigger] string input, FunctionContext context, CancellationToken cancellationToken) =>
        $"{input} {context.FunctionDefinition.Name} {cancellationToken.IsCancellationRequested}";

    [Function("ActWithoutInput")]
    public Task ActWithoutInput([ActivityTrigger] FunctionContext context) => Task.FromResult(context);

    public void NotAFunction()
    {
    }
}
