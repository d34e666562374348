using System.Diagnostics;
using System.Globalization;

namespace Functron.Benchmarks.Durable;

/// <summary>What a restart costs, in seconds.</summary>
/// <param name="Started">From the start of the process until the engine had started.</param>
/// <param name="Answered">From the start of the process until an event was answered.</param>
/// <param name="Cpu">CPU time while the engine was idle.</param>
internal sealed record RestartTimes(double Started, double Answered, double Cpu);

/// <summary>Starts the engine in another process, by <see cref="ResumeCommand"/>: what a restart costs concerns a whole process.</summary>
/// <param name="waiting">How many instances wait meanwhile.</param>
/// <param name="idle">How long it is watched while it is idle.</param>
internal sealed class Restart(string directory, int waiting, TimeSpan idle)
{
    /// <exception cref="BenchFailedException">The other process gave up.</exception>
    public async Task<RestartTimes> MeasureAsync(CancellationToken cancel)
    {
        Bench.Say($"restart with {waiting:N0} instances waiting");
        // One is answered, the others stay.
        await using (var engine = await RunningEngine.StartAsync(directory, cancel))
            await engine.LeaveWaitingAsync(waiting + 1, cancel);

        var clock = Stopwatch.StartNew();
        using var process = Process.Start(StartInfo())!;
        try
        {
            await LineAsync(process, cancel);
            var started = clock.Elapsed.TotalSeconds;
            await LineAsync(process, cancel);
            var answered = clock.Elapsed.TotalSeconds;
            Bench.Say("idle");
            return new RestartTimes(started, answered, double.Parse(await LineAsync(process, cancel), CultureInfo.InvariantCulture));
        }
        finally
        {
            if (cancel.IsCancellationRequested)
                process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private ProcessStartInfo StartInfo() =>
        new("dotnet", [typeof(Restart).Assembly.Location, ResumeCommand.Name, directory, idle.ToString("c")])
        {
            RedirectStandardOutput = true,
            // When it is killed it would leave the sockets of the diagnostics behind.
            Environment = { ["DOTNET_EnableDiagnostics"] = "0" },
        };

    private static async Task<string> LineAsync(Process process, CancellationToken cancel) =>
        await process.StandardOutput.ReadLineAsync(cancel) ?? throw new BenchFailedException("the restarted engine gave up");
}
