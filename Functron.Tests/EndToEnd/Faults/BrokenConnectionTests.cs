using System.Text.Json;
using Functron.Tests.EndToEnd;
using Functron.Tests.Execution.Engine;
using Xunit.Abstractions;

namespace Functron.Tests.Faults;

/// <summary>
/// The connection of each call to the engine in turn breaks, before the engine has heard of the call or after it has carried it out:
/// the invocation comes to the result that it would have had, from one run of the function, and nothing is left.
/// </summary>
public sealed class BrokenConnectionTests(ITestOutputHelper output) : EngineTest
{
    private const int Limit = 600_000;
    private const int LeastCalls = 5;

    [Theory(Timeout = Limit)]
    [InlineData("launcher")]
    [InlineData("engine")]
    public async Task A_connection_that_breaks_at_any_call_changes_nothing(string path)
    {
        var rows = await Task.WhenAll(
            from timedOut in new[] { false, true }
            from moment in Enum.GetValues<Moment>()
            select BreakEachCallAsync(path, timedOut, moment));
        foreach (var row in rows.SelectMany(row => row))
            output.WriteLine(row);
    }

    private static async Task<IReadOnlyList<string>> BreakEachCallAsync(string path, bool timedOut, Moment moment)
    {
        await using var engine = new WatchedEngine();
        await using var functron = await FunctronProcess.StartAsync(
            $"Functron:DockerEndpoint={engine.Endpoint}", $"Functron:RunPath={path}", "Functron:NetworkMode=host",
                "Functron:SweepSeconds=1");
        var rows = new List<string>();
        var number = 0;
        for (; ; number++)
        {
            if (!Sample.Takes($"{path} {timedOut} {moment}", number))
                continue;
            if (await BreakAsync(functron, engine, timedOut, moment, number) is not { } call)
                break;
            var breach = timedOut ? "timed out" : "short";
            var side = moment == Moment.Before ? "before" : "after";
            rows.Add($"| {path} | {breach} | {side} call {number + 1}, {call} | the same result | 1 |");
        }

        Assert.True(engine.Calls.Count >= LeastCalls, string.Join(", ", engine.Calls));
        return rows;
    }

    /// <returns>The call whose connection broke; null when there are not so many.</returns>
    private static async Task<string?> BreakAsync(FunctronProcess functron, WatchedEngine engine, bool timedOut, Moment moment, int number)
    {
        await using var counter = new RunCounter();
        var strike = engine.Arm(number, moment, () => Task.CompletedTask);
        var id = await functron.Client.StartAsync(timedOut
            ? Api.Request($"{counter.Command}; echo early {Guid.NewGuid()}; sleep 300", "broken", timeout: 1)
            : Api.Request($"{counter.Command}; echo out; echo err {Guid.NewGuid()} >&2; exit 3", "broken"));
        var ended = await functron.Client.UntilEndedAsync(id);
        var words = $"broken {moment} call {number}, {strike.Call}; calls: {string.Join(", ", engine.Calls)}\n{ended}\n{functron.Log}";
        var result = ended.GetProperty("result");
        Assert.True(result.ValueKind == JsonValueKind.Object, words);
        var expected = timedOut ? ("early", 137, true) : ("out", 3, false);
        Assert.True(
            expected == (
                result.Text("CmdOut").Split(' ', '\n')[0],
                result.GetProperty("ExitCode").GetInt32(),
                result.GetProperty("TimedOut").GetBoolean()),
            words);
        Assert.True(counter.Runs == 1, $"{counter.Runs} runs, {words}");
        return strike.Call;
    }
}
