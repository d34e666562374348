using System.CommandLine;

namespace Functron.Benchmarks.Durable;

/// <summary>What the durable engine costs, without Docker.</summary>
internal static class DurableBenchCommand
{
    private const int UsualRounds = 5, UsualStored = 100_000;
    private const int QuickRounds = 1, QuickStored = 2000;

    public static Command Create()
    {
        var rounds = NumberOption.Rounds(UsualRounds);
        var stored = NumberOption.Create(
            "--stored", $"also measures with so many stored instances (default: {UsualStored})", 1000, 99_999_999);
        var quick = new Option<bool>("--quick") { Description = "measures little, in a few seconds, and says little" };
        var command = new Command("engine", "Measures what the durable engine costs, and how it does with many stored instances.")
        {
            rounds, stored, quick,
        };
        command.SetAction(parsed => Bench.RunAsync(async cancel =>
        {
            var isQuick = parsed.GetValue(quick);
            await using var bench = new DurableBench(isQuick ? Extent.Quick : Extent.Full, cancel);
            await bench.RunAsync(
                parsed.GetValue(rounds) ?? (isQuick ? QuickRounds : UsualRounds),
                parsed.GetValue(stored) ?? (isQuick ? QuickStored : UsualStored));
        }));
        return command;
    }
}
