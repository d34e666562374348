using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Docker.DotNet;
using Functron.Tests.EndToEnd;
using Functron.Tests.Execution.Engine;
using Xunit.Abstractions;

namespace Functron.Tests.Faults;

/// <summary>
/// Functions that are root and do their worst: each ends by its deadline, with Functron alive and dead, and its neighbours are answered.
/// </summary>
[Collection("engine")]
[Trait("Engine", "Own")]
[Trait("Host", "Embedded")]
public sealed class HostileFunctionTests(ITestOutputHelper output)
{
    private const int Limit = 600_000;
    private const int Deadline = 3;

    /// <summary>
    /// How much later than its deadline it may end, beside what a neighbour's whole call takes on this machine at that time.
    /// </summary>
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(3);

    /// <summary>Those that could keep the launcher from seeing its deadline.</summary>
    private static readonly string[] WhileDead =
    [
        "six processes send process 1 queued signals without end",
        "six processes send process 1 all that it passes on",
        "children that leave its session without end",
        "orphans without end",
        "both streams without end",
        "process 1 is idle, and 300 children spin",
        "process 1 has one processor, and 300 children spin on it",
        "it stops itself",
    ];

    [Fact(Timeout = Limit)]
    public async Task Each_ends_by_its_deadline_and_its_neighbours_are_answered()
    {
        List<string> failed = [];
        await using var functron = await StartAsync();
        foreach (var (name, script) in HostileAttacks.Endless.Where((_, row) => Sample.Takes("hostile", row)))
        {
            var started = Stopwatch.GetTimestamp();
            var hostile = functron.Client.ExecAsync(Request(script));
            var neighbour = await functron.Client.ExecAsync(Api.Request("echo hello", timeout: 60));
            var neighbours = Stopwatch.GetElapsedTime(started);
            var (status, answer) = await hostile;
            output.WriteLine(
                $"{name}: {answer.GetProperty("Timings")}; the neighbour after {neighbours.TotalMilliseconds:0} ms: {Short(answer)}");
            var ran = TimeSpan.FromMilliseconds(answer.GetProperty("Timings").GetProperty("Run").GetDouble());
            if (status != HttpStatusCode.OK || !answer.GetProperty("TimedOut").GetBoolean()
                || ran > TimeSpan.FromSeconds(Deadline) + Late + neighbours)
                failed.Add($"{name}: {status} {answer}");
            if (neighbour.Status != HttpStatusCode.OK || neighbour.Answer.Text("CmdOut") != "hello\n")
                failed.Add($"the neighbour of {name}: {neighbour.Status} {neighbour.Answer}");
        }

        Assert.True(failed.Count == 0, string.Join("\n", failed));
    }

    [Fact(Timeout = Limit)]
    public async Task Each_that_ends_by_itself_has_its_own_end()
    {
        await using var functron = await StartAsync();
        foreach (var (name, (script, exitCode)) in HostileAttacks.Finite)
        {
            var (status, answer) = await functron.Client.ExecAsync(Request(script, 60));
            Assert.Equal((name, HttpStatusCode.OK, exitCode, false),
                (name, status, answer.GetProperty("ExitCode").GetInt32(), answer.GetProperty("TimedOut").GetBoolean()));
        }
    }

    [Fact(Timeout = Limit)]
    public async Task Each_ends_by_its_deadline_while_Functron_is_dead()
    {
        await using var functron = await StartAsync();
        using var engine = EngineListing.NewClient();
        List<string> failed = [];
        foreach (var name in WhileDead.Where((_, row) => Sample.Takes("hostile while dead", row)))
        {
            var beginning = Stopwatch.GetTimestamp();
            await functron.Client.ExecAsync(Api.Request("echo hello", timeout: 60));
            var neighbours = Stopwatch.GetElapsedTime(beginning);
            while (LauncherRecords.Runs(functron.DataDirectory).Count > 0)
                await Task.Delay(5);
            var id = await functron.Client.StartAsync(Request(HostileAttacks.Endless[name]));
            await LauncherRecords.UntilStartedAsync(functron.DataDirectory);
            while (!await RunsAsync(engine)) // the engine may notice it later than the launcher
                await Task.Delay(50);
            await functron.KillAsync();
            var started = Stopwatch.GetTimestamp();
            while (await RunsAsync(engine))
                await Task.Delay(50);
            var gone = Stopwatch.GetElapsedTime(started);
            output.WriteLine(
                $"{name}: gone {gone.TotalSeconds:0.0} s after Functron; the neighbour before it took {neighbours.TotalMilliseconds:0} ms");

            await functron.StartAgainAsync();
            var result = (await functron.Client.UntilEndedAsync(id)).GetProperty("result");
            if (!result.GetProperty("TimedOut").GetBoolean() || gone > TimeSpan.FromSeconds(Deadline) + Late + neighbours)
                failed.Add($"{name}: {gone} {result}");
        }

        Assert.True(failed.Count == 0, string.Join("\n", failed));
    }

    /// <summary>Memory is bounded: what is tried here must not be the machine's end.</summary>
    private static Task<FunctronProcess> StartAsync() =>
        FunctronProcess.StartAsync("Functron:MemoryBytes=1073741824", "Functron:PidsLimit=512", "Functron:RunPath=launcher");

    private static Dictionary<string, object?> Request(string script, double timeout = Deadline) => new()
    {
        ["FnName"] = "hostile",
        ["DockerFile"] = $"FROM python:3\nCMD {JsonSerializer.Serialize(new[] { "python3", "-c", HostileAttacks.Prelude + script })}",
        ["Timeout"] = timeout,
    };

    private static async Task<bool> RunsAsync(DockerClient engine) =>
        (await engine.Containers.ListContainersAsync(new()))
            .Any(c => c.Names.Any(n => n.Contains("functron-hostile", StringComparison.Ordinal)));

    private static string Short(JsonElement answer) =>
        answer.Text("CmdOut") is { Length: > 400 } text ? text[..400] : answer.Text("CmdOut").ReplaceLineEndings(" ");
}
