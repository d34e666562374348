using System.Text.Json;
using Functron.Benchmarks.Measuring;

namespace Functron.Benchmarks.Calls;

/// <summary>What is printed at the end: the machine, the table of times, the table of phases, and the ratios that count.</summary>
/// <param name="engine">What the engine says of itself (<c>GET /info</c>).</param>
/// <param name="whyNoLauncher">Why the launcher's way is left out; null when it was measured.</param>
internal sealed class CallReport(
    Samples samples, JsonElement engine, int rounds, string loadBefore, string loadAfter, string? whyNoLauncher)
{
    private readonly string[] _paths = whyNoLauncher is null ? [CallRows.Launcher, CallRows.Engine] : [CallRows.Engine];

    public void Write(TextWriter output)
    {
        WriteHead(output);
        WriteTimes(output);
        output.WriteLine("\nStarted is when the engine's event says so; an answer that was there before counts below zero.\n");
        WritePhases(output);
        output.WriteLine();
        WriteRatios(output);
    }

    private void WriteHead(TextWriter output)
    {
        var docker = $"Docker {engine.GetProperty("ServerVersion")} ({engine.GetProperty("Driver")})";
        output.WriteLine($"""
            {Environment.ProcessorCount} cores, {docker}, Linux {engine.GetProperty("KernelVersion")}
            load average {loadBefore} at the start, {loadAfter} at the end
            {rounds} rounds, each way once in every round; milliseconds
            FROM busybox, its layers known; the function prints a file from /data and echoes its stdin
            docker run: the image of the build call, the file in a mounted folder
            """);
        if (whyNoLauncher is not null)
            output.WriteLine($"the launcher path is left out: {whyNoLauncher}");
    }

    private void WriteTimes(TextWriter output)
    {
        output.WriteLine($"\n| {"",-36} | {"p10",7} | {"median",7} | {"p90",7} |");
        output.WriteLine($"|{new string('-', 38)}|--------:|--------:|--------:|");
        string[] rows = [
            .. _paths.Select(CallRows.Request), CallRows.DockerRun, CallRows.Build,
            .. _paths.Select(CallRows.FromStart), CallRows.DockerRunFromStart];
        foreach (var row in rows)
            output.WriteLine($"| {row,-36} | {samples.At(row, 0.1),7:F1} | {samples.Median(row),7:F1} | {samples.At(row, 0.9),7:F1} |");
    }

    private void WritePhases(TextWriter output)
    {
        output.WriteLine($"| {"medians of",-10} |{string.Concat(CallRows.Phases.Select(phase => $" {phase,7} |"))}");
        output.WriteLine($"|------------|{string.Concat(CallRows.Phases.Select(_ => "--------:|"))}");
        foreach (var path in _paths)
        {
            var medians = CallRows.Phases.Select(phase => $" {samples.Median(CallRows.Phase(path, phase)),7:F1} |");
            output.WriteLine($"| {path,-10} |{string.Concat(medians)}");
        }
    }

    private void WriteRatios(TextWriter output)
    {
        var byHand = samples.Median(CallRows.DockerRun) + samples.Median(CallRows.Build);
        foreach (var path in _paths)
        {
            var ratio = samples.Median(CallRows.Request(path)) / byHand;
            var goal = path == CallRows.Launcher ? " (to reach: 0.80 or less)" : "";
            output.WriteLine($"{path} path / (docker run + build call) = {ratio:F2}{goal}");
        }
    }
}
