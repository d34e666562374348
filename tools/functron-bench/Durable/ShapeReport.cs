using System.Runtime.InteropServices;

namespace Functron.Benchmarks.Durable;

/// <summary>The first part of what is printed: the machine, and the table of shapes.</summary>
/// <param name="sqlite">SQLite's version.</param>
/// <param name="disk">The kind of file system that the databases are on.</param>
internal sealed class ShapeReport(Paces paces, int rounds, string loadBefore, string loadAfter, string sqlite, string disk)
{
    public void Write(TextWriter output)
    {
        output.WriteLine($"""
            {Environment.ProcessorCount} cores, .NET {Environment.Version}, SQLite {sqlite}, {RuntimeInformation.OSDescription}
            load average {loadBefore} at the start, {loadAfter} at the end
            {rounds} rounds, everything once in every round; WAL, synchronous=FULL, on {disk}
            {Shapes.Functron}: three empty activities one after the other, beside the second a timer that is cancelled
            from the start call to the seen end, callers in the engine's process; rates are the rounds' median

            | {"",-18} | at once | {"per second",10} | {"median ms",9} | {"p99 ms",7} |
            |{new string('-', 20)}|--------:|-----------:|----------:|--------:|
            """);
        foreach (var (what, atOnce) in paces.Rows)
        {
            var (rate, median, p99) = (paces.Rate(what, atOnce), paces.Time(what, atOnce, 0.5), paces.Time(what, atOnce, 0.99));
            output.WriteLine($"| {what,-18} | {atOnce,7} | {rate,10:F1} | {median,9:F2} | {p99,7:F2} |");
        }
    }
}
