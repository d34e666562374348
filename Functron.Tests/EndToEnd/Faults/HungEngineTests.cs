using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Docker.DotNet.Models;
using Functron.Tests.EndToEnd;
using Functron.Tests.Execution.Engine;
using Xunit.Abstractions;

namespace Functron.Tests.Faults;

/// <summary>
/// Each call to the engine in turn hangs: a cancel and a termination end the invocation all the same, the slot is free again, others
/// run meanwhile, and nothing is left.
/// </summary>
public sealed class HungEngineTests(ITestOutputHelper output) : EngineTest
{
    private const int Limit = 600_000;
    private const int LeastCalls = 5;

    // What a busy machine adds to one try, it does not add to each.
    private const int Tries = 3;

    // A clean-up that hangs is to end while the test waits.
    private const int RemovalSeconds = 8;

    private static readonly TimeSpan AllowedTime = TimeSpan.FromSeconds(5);

    [Theory(Timeout = Limit)]
    [InlineData("launcher")]
    [InlineData("engine")]
    public async Task A_call_that_hangs_holds_up_no_stop_and_no_other_invocation(string path)
    {
        // Most of the time each only waits. A function that ends by itself is cancelled, one that is killed at its timeout is terminated.
        var rows = await Task.WhenAll(
            HangEachCallAsync(path, terminate: false, timedOut: false), HangEachCallAsync(path, terminate: true, timedOut: true));
        foreach (var row in rows.SelectMany(row => row))
            output.WriteLine(row);
    }

    private static async Task<IReadOnlyList<string>> HangEachCallAsync(string path, bool terminate, bool timedOut)
    {
        await using var engine = new WatchedEngine();
        await using var functron = await FunctronProcess.StartAsync(
            $"Functron:DockerEndpoint={engine.Endpoint}",
            $"Functron:RunPath={path}",
            "Functron:NetworkMode=none",
            "Functron:MaxConcurrentRuns=1",
            "Functron:SweepSeconds=1",
            $"Functron:EngineRemovalSeconds={RemovalSeconds}");
        var rows = new List<string>();
        var tries = 0;
        var number = 0;
        while (true)
        {
            if (!Sample.Takes($"{path} {timedOut}", number))
            {
                number++;
                continue;
            }

            if (await HangAsync(functron, engine, terminate, timedOut, number) is not ({ } call, var took))
                break;
            if (took >= AllowedTime && ++tries < Tries)
                continue;
            Assert.True(took < AllowedTime, $"took {took}, hung at call {number}, {call}\n{functron.Log}");
            tries = 0;
            number++;
            rows.Add(
                $"| {path} | {(timedOut ? "timed out" : "short")} | {(terminate ? "terminated" : "cancelled")} | "
                + $"call {number}, {call} | {took.TotalSeconds:0.0} s |");
        }

        Assert.True(engine.Calls.Count >= LeastCalls, string.Join(", ", engine.Calls));

        // What hung while it was cleaned up is cleaned up once the engine goes on.
        using var docker = EngineListing.NewClient();
        var left = 0;
        await UntilAsync(
            async () =>
                (left = (await docker.Images.ListImagesAsync(new ImagesListParameters())).Count(image =>
                    image.RepoTags?.Any(tag => tag.StartsWith($"functron-{NameOf(terminate)}-", StringComparison.Ordinal)) is true)) == 0,
            () => $"{left} images are left\n{functron.Log}");
        return rows;
    }

    private static string NameOf(bool terminate) => terminate ? "hung-terminated" : "hung-cancelled";

    /// <returns>The call, null when there are not so many, and how long the stop took.</returns>
    private static async Task<(string? Call, TimeSpan Took)> HangAsync(
        FunctronProcess functron, WatchedEngine engine, bool terminate, bool timedOut, int number)
    {
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            var strike = engine.Arm(number, Moment.Before, () => released.Task);
            var name = NameOf(terminate);
            var id = await functron.Client.StartAsync(timedOut ? Api.Request($"echo {Guid.NewGuid()}; sleep 300", name, timeout: 1)
                : Api.Request($"echo {Guid.NewGuid()}", name));
            JsonElement status = default;
            await UntilAsync(async () => strike.Call is not null || HasEnded(status = await functron.Client.StatusAsync(id)), () =>
                $"neither hung nor ended, to hang at call {number}; calls: {string.Join(", ", engine.Calls)}: {status}\n{functron.Log}");
            if (strike.Call is null)
                return default;

            var asked = Stopwatch.GetTimestamp();
            using (var answer = terminate
                ? await functron.Client.PostAsync(functron.ManagementUri($"instances/{id}/terminate?reason=test"), null)
                : await functron.Client.DeleteAsync($"v1/invocations/{id}"))
            {
                // Of what has its result already, only the clean-up hangs.
                Assert.True(
                    answer.StatusCode is HttpStatusCode.Accepted or HttpStatusCode.Conflict or HttpStatusCode.Gone, $"{answer.StatusCode}");
            }

            await UntilAsync(async () => (status = await functron.Client.StatusAsync(id))
                .GetProperty("result").ValueKind == JsonValueKind.Object, () =>
                    $"no result, hung at call {number}, {strike.Call}: {status}\n{functron.Log}");
            var took = Stopwatch.GetElapsedTime(asked);

            // There is one slot only, and the engine still hangs.
            var (code, other) = await functron.Client.ExecAsync(Api.Request("echo other", "other"));
            Assert.True(code == HttpStatusCode.OK && other.Text("CmdOut") == "other\n",
                $"hung at call {number}, {strike.Call}: {other}\n{functron.Log}");
            await UntilAsync(async () => HasEnded(status = await functron.Client.StatusAsync(id)), () =>
                $"has not ended, hung at call {number}, {strike.Call}: {status}\n{functron.Log}");
            return (strike.Call, took);
        }
        finally
        {
            released.TrySetResult();
        }
    }

    private static bool HasEnded(JsonElement status) => status.GetProperty("status").GetString() is not ("Pending" or "Running");

    private static async Task UntilAsync(Func<Task<bool>> condition, Func<string> otherwise)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!await condition())
        {
            if (limit.IsCancellationRequested)
                Assert.Fail(otherwise());
            await Task.Delay(Api.Pause, CancellationToken.None);
        }
    }
}
