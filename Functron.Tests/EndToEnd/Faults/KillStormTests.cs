using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;
using Functron.Tests.EndToEnd;
using Functron.Tests.Execution.Engine;
using Xunit.Abstractions;

namespace Functron.Tests.Faults;

/// <summary>Killed again and again under load, Functron loses no accepted invocation, runs none twice and leaves nothing.</summary>
[Collection("engine")]
[Trait("Engine", "Own")]
public sealed class KillStormTests(ITestOutputHelper output)
{
    private const int Callers = 8;
    private static readonly int Invocations = Sample.Of(200);
    private static readonly int Kills = Sample.Of(20);

    /// <summary>For the next of the functions to run, however many wait before it.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    [Fact(Timeout = 540_000)]
    public async Task All_invocations_come_to_their_right_results_through_kills_at_any_moment()
    {
        var before = await EngineListing.TakeAsync();
        await using var counter = new TokenCounter();
        await using var functron = await FunctronProcess.StartAsync("Functron:NetworkMode=host");
        var seed = Environment.TickCount;
        output.WriteLine($"seed of the moments: {seed}");
        var started = Stopwatch.GetTimestamp();
        var storm = StormAsync(functron, new Random(seed));

        var accepted = new ConcurrentDictionary<string, string>();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Invocations),
            new ParallelOptions { MaxDegreeOfParallelism = Callers },
            async (_, _) =>
            {
                var (id, token) = await AcceptedAsync(functron, counter);
                accepted[id] = token;
            });
        await storm;
        output.WriteLine($"the last of {Kills} kills after {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s");
        foreach (var (id, token) in accepted)
            AssertIsRight(await EndedAsync(functron, id, counter), token, functron);

        await before.AssertIsBackAsync();
        output.WriteLine(
            $"{accepted.Count} right results, {counter.Runs.Values.Sum()} runs, nothing left, "
            + $"after {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s");
        Assert.Equal(Invocations, accepted.Count);
        Assert.All(accepted, pair => Assert.Equal(1, counter.Runs.GetValueOrDefault(pair.Value)));

        // Of a request whose answer was lost it cannot be known whether it was accepted; it may have run, and only once.
        Assert.DoesNotContain(counter.Runs.Values, runs => runs > 1);
    }

    private static async Task StormAsync(FunctronProcess functron, Random random)
    {
        for (var kill = 0; kill < Kills; kill++)
        {
            await Task.Delay(random.Next(50, 1500));
            await functron.KillAsync();
            await functron.StartAgainAsync();
        }
    }

    /// <summary>Sends requests, each with a token of its own, until one is accepted.</summary>
    private static async Task<(string Id, string Token)> AcceptedAsync(FunctronProcess functron, TokenCounter counter)
    {
        while (true)
        {
            var token = Guid.NewGuid().ToString("N");
            try
            {
                var request = Api.Request(
                    "sh", "storm", timeout: 120, stdin: $"{counter.CommandFor(token)}; sleep 0.3; echo {token}; exit 7");
                return (await functron.Client.StartAsync(request), token);
            }
            catch (Exception e) when (e is HttpRequestException or SocketException or IOException)
            {
                await Task.Delay(50); // it is dead
            }
        }
    }

    private static async Task<JsonElement> EndedAsync(FunctronProcess functron, string id, TokenCounter counter)
    {
        var (ran, since) = (counter.Runs.Count, Stopwatch.GetTimestamp());
        while (true)
        {
            var status = await functron.Client.StatusAsync(id);
            if (status.GetProperty("status").GetString() is not ("Pending" or "Running"))
                return status;
            if (counter.Runs.Count != ran)
                (ran, since) = (counter.Runs.Count, Stopwatch.GetTimestamp());
            Assert.True(Stopwatch.GetElapsedTime(since) < Limit, $"Not ended, and nothing else began: {status}\n{functron.Log}");
            await Task.Delay(50);
        }
    }

    private static void AssertIsRight(JsonElement ended, string token, FunctronProcess functron)
    {
        var result = ended.GetProperty("result");
        Assert.True(
            result.ValueKind == JsonValueKind.Object && result.Text("CmdOut") == $"{token}\n"
                && result.GetProperty("ExitCode").GetInt32() == 7,
            $"{ended}\n{functron.Log}");
    }
}
