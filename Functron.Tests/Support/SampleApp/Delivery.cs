using System.Collections.Concurrent;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace SampleApp;

/// <summary>Retries: a parcel is brought three times at most, with growing pauses.</summary>
public static class Delivery
{
    private static readonly TaskOptions ThreeTimes =
        TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromMilliseconds(20), backoffCoefficient: 2));

    [Function(nameof(Delivery))]
    public static async Task<string> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context) =>
        await context.CallActivityAsync<string>(nameof(BringParcel), context.GetInput<Parcel>(), ThreeTimes) ?? "";
}

public sealed record Parcel(string Address, int TimesNobodyHome);

public sealed class BringParcel(Courier courier)
{
    [Function(nameof(BringParcel))]
    public string Run([ActivityTrigger] Parcel parcel)
    {
        var attempt = courier.Visit(parcel.Address);
        return attempt > parcel.TimesNobodyHome
            ? $"delivered at attempt {attempt}"
            : throw new NobodyHomeException($"Nobody was at home in {parcel.Address}.");
    }
}

/// <summary>Knows how often it was where.</summary>
public sealed class Courier
{
    private readonly ConcurrentDictionary<string, int> _visits = [];

    public int Visit(string address) => _visits.AddOrUpdate(address, 1, (_, visits) => visits + 1);
}

public sealed class NobodyHomeException(string message) : Exception(message);
