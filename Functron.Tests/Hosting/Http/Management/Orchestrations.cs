using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Functron.Tests.Hosting.Http.Management;

/// <summary>One orchestration for each way to go on or end.</summary>
public static class Orchestrations
{
    [Function("Upper")]
    public static async Task<Answer> Upper([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        context.SetCustomStatus(new Answer("status"));
        return new Answer(await context.CallActivityAsync<string>("ToUpper", context.GetInput<string>()));
    }

    [Function("ToUpper")]
    public static string ToUpper([ActivityTrigger] string text) => text.ToUpperInvariant();

    [Function("Waits")]
    public static Task<string?> Waits([OrchestrationTrigger] TaskOrchestrationContext context) =>
        context.WaitForExternalEvent<string?>("go");

    [Function("Fails")]
    public static Task Fails([OrchestrationTrigger] TaskOrchestrationContext context) =>
        context.CallActivityAsync("Throws");

    [Function("Throws")]
    public static void Throws([ActivityTrigger] FunctionContext context) => throw new InvalidTimeZoneException("no zone");

    [Function("Start")]
    public static async Task<IResult> Start(
        [HttpTrigger("post", Route = "start/{name}/{id}")] HttpRequest request,
        string name,
        string id,
        [DurableClient] DurableTaskClient client)
    {
        await client.ScheduleNewOrchestrationInstanceAsync(name, "text", new StartOrchestrationOptions(id));
        return Results.Json(client.CreateHttpManagementPayload(id));
    }
}

public sealed record Answer(string Text);
