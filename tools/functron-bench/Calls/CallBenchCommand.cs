using System.CommandLine;

namespace Functron.Benchmarks.Calls;

/// <summary>What a call costs. Engine, docker client and app are found by bench.sh, which has set them up.</summary>
internal static class CallBenchCommand
{
    private const int UsualRounds = 25;

    public static Command Create()
    {
        var rounds = NumberOption.Rounds(UsualRounds);
        var socket = FoundByScript("--socket", "the engine's socket");
        var docker = FoundByScript("--docker", "the docker client");
        var app = FoundByScript("--app", "the assembly Functron.FunctionApp.dll");
        // For bench.sh, which asks before it sets anything up.
        var check = new Option<bool>("--check") { Description = "only checks the arguments", Hidden = true };
        var command = new Command("run", "Measures what a call costs: medians of the rounds, after one round to warm up.")
        {
            rounds, socket, docker, app, check,
        };
        command.SetAction(parsed => parsed.GetValue(check) ? Task.FromResult(0) : Bench.RunAsync(async cancel =>
        {
            await using var bench = new CallBench(
                Given(parsed, socket), Given(parsed, docker), Given(parsed, app), TimeProvider.System, cancel);
            await bench.RunAsync(parsed.GetValue(rounds) ?? UsualRounds);
        }));
        return command;
    }

    private static Option<string?> FoundByScript(string name, string description) => new(name) { Description = description, Hidden = true };

    private static string Given(ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) ?? throw new BenchFailedException($"{option.Name} is missing: ./bench.sh finds it");
}
