using System.CommandLine;
using System.Globalization;

namespace Functron.Benchmarks.Durable;

/// <summary>
/// The process that the bench starts to see what a restart costs: it goes on with what waits, answers one instance, and then has
/// nothing to do. It prints a line after each of these; the last one is the CPU time of the idle while, in seconds.
/// </summary>
internal static class ResumeCommand
{
    public const string Name = "resume";

    // The runtime compiles again what a start used often. That is no work of the engine.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    public static Command Create()
    {
        var directory = new Argument<string>("DIRECTORY");
        var idle = new Argument<TimeSpan>("IDLE")
        {
            CustomParser = result => TimeSpan.Parse(result.Tokens[0].Value, CultureInfo.InvariantCulture),
        };
        var command = new Command(Name, "The second process of the engine's bench.") { directory, idle };
        command.Hidden = true;
        command.SetAction(parsed => Bench.RunAsync(cancel =>
            ResumeAsync(parsed.GetRequiredValue(directory), parsed.GetRequiredValue(idle), TimeProvider.System, cancel)));
        return command;
    }

    private static async Task ResumeAsync(string directory, TimeSpan idle, TimeProvider time, CancellationToken cancel)
    {
        await using var engine = await RunningEngine.StartAsync(directory, cancel);
        Console.WriteLine("started");
        await engine.AnswerWaitingAsync(cancel);
        Console.WriteLine("answered");

        await Task.Delay(Settling, time, cancel);
        var before = Environment.CpuUsage.TotalTime;
        await Task.Delay(idle, time, cancel);
        Console.WriteLine((Environment.CpuUsage.TotalTime - before).TotalSeconds.ToString("F3", CultureInfo.InvariantCulture));
    }
}
