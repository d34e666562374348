using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Functron.Execution.Results;
using Functron.Tests.EndToEnd;
using Functron.Tests.Execution.Engine;
using Xunit.Abstractions;

namespace Functron.Tests.Faults;

/// <summary>
/// Functron is killed at each of its calls to the engine in turn: at every one the invocation comes to the result that it would
/// have had, from one run of the function, and nothing is left.
/// </summary>
public sealed class EngineCallFaultTests(ITestOutputHelper output) : EngineTest
{
    private const int Limit = 600_000;

    // Fewer than the ways have; without a fault, that a watched call is ever made would not be known.
    private const int LeastCalls = 5;

    [Theory(Timeout = Limit)]
    [InlineData("launcher", Scenario.NewDockerfile, Scenario.KnownDockerfile, Scenario.TimedOut)]
    [InlineData("engine", Scenario.NewDockerfile, Scenario.TimedOut)]
    public async Task A_kill_at_any_call_to_the_engine_changes_nothing(string path, params Scenario[] scenarios)
    {
        // A test of its own, but for the time that it would take alone.
        var longRun = path == "engine" ? RunsForMoreThanAHundredSecondsAsync() : Task.CompletedTask;

        // Most of the time each only waits for its containers.
        var rows = await Task.WhenAll(
            from scenario in scenarios from moment in MomentsOf(scenario) select StrikeEachCallAsync(path, scenario, moment));
        foreach (var row in rows.SelectMany(row => row))
            output.WriteLine(row);
        await longRun;
    }

    /// <summary>100 s is where the client library of the engine would cut it.</summary>
    private async Task RunsForMoreThanAHundredSecondsAsync()
    {
        var bench = Start();
        var result = await bench.RunAsync("FROM busybox\nCMD sleep 104; echo end", timeout: 150);
        Assert.Equal((Ending.Exited, 0, "end\n"), (result.Ending, result.ExitCode, await bench.TextAsync(result.Stdout)));
    }

    /// <summary>
    /// Before each call and after it; where most calls are those of another scenario, only after it, when the engine has done what Functron
    /// does not know: each kill costs the start of a process.
    /// </summary>
    private static IReadOnlyList<Moment> MomentsOf(Scenario scenario) =>
        scenario == Scenario.NewDockerfile ? [Moment.Before, Moment.After] : [Moment.After];

    /// <returns>The calls, as rows of a table.</returns>
    private static async Task<IReadOnlyList<string>> StrikeEachCallAsync(string path, Scenario scenario, Moment moment)
    {
        await using var engine = new WatchedEngine();
        await using var functron = await FunctronProcess.StartAsync(
            $"Functron:DockerEndpoint={engine.Endpoint}", $"Functron:RunPath={path}", "Functron:NetworkMode=host");
        var rows = new List<string>();
        var number = 0;
        for (; ; number++)
        {
            if (!Sample.Takes($"{path} {scenario} {moment}", number))
                continue;
            if (await RunAsync(functron, engine, scenario, moment, number) is not { } call)
                break;
            rows.Add(
                $"| {path} | {scenario} | {(moment == Moment.Before ? "before" : "after")} call {number + 1}, {call} | "
                + "the same result | 1 |");
        }

        Assert.True(engine.Calls.Count >= LeastCalls, string.Join(", ", engine.Calls));
        return rows;
    }

    /// <returns>The call at which it was killed; null when there are not so many.</returns>
    private static async Task<string?> RunAsync(
        FunctronProcess functron, WatchedEngine engine, Scenario scenario, Moment moment, int number)
    {
        // What is known of a Dockerfile, a process knows for itself.
        if (scenario == Scenario.KnownDockerfile)
            await functron.Client.ExecAsync(Api.Request("sh", "fault"));

        await using var counter = new RunCounter();
        var accepted = new TaskCompletionSource();
        var strike = engine.Arm(number, moment, async () =>
        {
            await accepted.Task;
            await functron.KillAsync();
        });
        var id = await functron.Client.StartAsync(RequestOf(scenario, counter));
        accepted.SetResult();

        await UntilAsync(async () => strike.Done.IsCompleted || await HasCompletedAsync(functron, id));
        if (strike.Call is not null)
        {
            await strike.Done;
            await functron.StartAgainAsync();
        }

        var ended = await functron.Client.UntilEndedAsync(id);
        var calls = string.Join(", ", engine.Calls);
        AssertIsAsWithoutFault(
            scenario, ended, $"killed {moment} call {number}, {strike.Call}; calls: {calls}\n{ended}\n{functron.Log}");

        // Its cleaning up is not to be counted with the next one's calls.
        await UntilAsync(() => HasCompletedAsync(functron, id));
        Assert.True(counter.Runs == 1, $"{counter.Runs} runs, killed {moment} call {number}, {strike.Call}\n{functron.Log}");
        return strike.Call;
    }

    private static Dictionary<string, object?> RequestOf(Scenario scenario, RunCounter counter) => scenario switch
    {
        Scenario.TimedOut => Api.Request($"{counter.Command}; echo early {Guid.NewGuid()}; sleep 300", "fault", timeout: 1),
        Scenario.NewDockerfile => Api.Request($"{counter.Command}; echo out; echo err {Guid.NewGuid()} >&2; exit 3", "fault"),
        _ => Api.Request("sh", "fault", stdin: $"{counter.Command}; echo out; echo err >&2; exit 3"),
    };

    private static void AssertIsAsWithoutFault(Scenario scenario, JsonElement ended, string words)
    {
        var result = ended.GetProperty("result");
        Assert.True(result.ValueKind == JsonValueKind.Object, words);
        var expected = scenario == Scenario.TimedOut ? ("early", 137, true) : ("out", 3, false);
        Assert.True(
            expected == (
                result.Text("CmdOut").Split(' ', '\n')[0],
                result.GetProperty("ExitCode").GetInt32(),
                result.GetProperty("TimedOut").GetBoolean()),
            words);
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!await condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Delay(Api.Pause, CancellationToken.None);
        }
    }

    /// <summary>Its cleaning up included. Functron may be dead.</summary>
    private static async Task<bool> HasCompletedAsync(FunctronProcess functron, string id)
    {
        try
        {
            var status = await functron.Client.GetFromJsonAsync<JsonElement>(functron.ManagementUri($"instances/{id}"));
            return status.GetProperty("runtimeStatus").GetString() is not ("Pending" or "Running");
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or IOException)
        {
            return false;
        }
    }
}

/// <summary>What happens without a fault.</summary>
public enum Scenario
{
    /// <summary>The function ends by itself; its image is built.</summary>
    NewDockerfile,

    /// <summary>The same with a Dockerfile that has been built before.</summary>
    KnownDockerfile,

    /// <summary>It is killed at its timeout.</summary>
    TimedOut,
}
