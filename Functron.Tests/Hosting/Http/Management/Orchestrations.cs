using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Functron.Tests.Hosting.Http.Management;

/// <summary>One orchestration for each way to go on or end.</summary>
public static class Orchestrations
{
    private static readonly ConcurrentDictionary<string, bool> Called = [];

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

    /// <summary>Waits, and says so.</summary>
    [Function("Tells")]
    public static Task<string?> Tells([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        context.SetCustomStatus("going on");
        return context.WaitForExternalEvent<string?>("go");
    }

    /// <summary>Any JSON, as it came.</summary>
    [Function("Echoes")]
    public static Task<JsonElement?> Echoes([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Task.FromResult(context.GetInput<JsonElement?>());

    [Function("Hears")]
    public static Task<JsonElement?> Hears([OrchestrationTrigger] TaskOrchestrationContext context) =>
        context.WaitForExternalEvent<JsonElement?>("go / on");

    /// <summary>Says nothing at its end.</summary>
    [Function("Ends")]
    public static Task Ends([OrchestrationTrigger] TaskOrchestrationContext context) => Task.CompletedTask;

    /// <summary>Fails until it is rewound.</summary>
    [Function("FailsOnce")]
    public static async Task<string> FailsOnce([OrchestrationTrigger] TaskOrchestrationContext context) =>
        await context.CallActivityAsync<string>("ThrowsOnce", context.InstanceId);

    [Function("ThrowsOnce")]
    public static string ThrowsOnce([ActivityTrigger] string id) =>
        Called.TryAdd(id, true) ? throw new InvalidTimeZoneException("not yet") : "at last";

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
        return Results.Ok(id);
    }
}

public sealed record Answer(string Text);
