using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace SampleApp;

/// <summary>Sub-orchestrations: what was booked is given back when a later part of the trip cannot be had.</summary>
public static class Trip
{
    [Function(nameof(Trip))]
    public static async Task<TripResult> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var booked = new List<string>();
        try
        {
            foreach (var part in context.GetInput<string[]>() ?? [])
                booked.Add(await context.CallSubOrchestratorAsync<string>(nameof(Booking), part));
            return new TripResult(true, booked, null);
        }
        catch (TaskFailedException failed)
        {
            var cancelled = new List<string>();
            foreach (var booking in Enumerable.Reverse(booked))
                cancelled.Add(await context.CallActivityAsync<string>(nameof(GiveBack), booking));
            return new TripResult(false, cancelled, failed.TaskName);
        }
    }

    [Function(nameof(Booking))]
    public static async Task<string> Booking([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var place = await context.CallActivityAsync<string>(nameof(Reserve), context.GetInput<string>());
        return $"{place} for {context.Parent!.InstanceId}";
    }

    [Function(nameof(Reserve))]
    public static string Reserve([ActivityTrigger] string part) =>
        part.StartsWith("sold out", StringComparison.Ordinal) ? throw new InvalidOperationException($"No {part}.") : $"reserved {part}";

    [Function(nameof(GiveBack))]
    public static string GiveBack([ActivityTrigger] string booking) => $"given back: {booking}";
}

public sealed record TripResult(bool Booked, IReadOnlyList<string> Parts, string? FailedAt);
