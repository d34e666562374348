namespace Functron.Benchmarks.Durable;

/// <summary>The second part of what is printed: each number in a line of its own, with what is to be reached.</summary>
/// <param name="stored">How many stored instances were asked for.</param>
/// <param name="kept">How many there were.</param>
/// <param name="ended">How many there were at the restart.</param>
/// <param name="bytes">The database's size per ended instance.</param>
/// <param name="few">Instances per second with few stored ones.</param>
/// <param name="many">Instances per second with <paramref name="kept"/> stored ones.</param>
internal sealed class DurableReport(
    Paces paces, Extent extent, int stored, int kept, int ended, double bytes, double few, double many, RestartTimes restart)
{
    public void Write(TextWriter output)
    {
        const string shape = Shapes.Functron;
        const int atOnce = DurableRows.Many;
        var (alone, commit) = (paces.Time(shape, 1, 0.5), paces.Time(DurableRows.BareCommit, 1, 0.5));
        var tooLong = kept < stored ? $"; {stored:N0} would have taken more than {Growth.Storing.TotalMinutes} minutes" : "";
        var restarted = $"restart with {extent.Waiting:N0} waiting and {ended:N0} ended, process start to";
        output.WriteLine($"""

            {shape}, one instance alone = {alone:F2} ms (to reach: 3 or less, or the next line)
            one instance alone / bare commit = {alone / commit:F1} (to reach: 9 or less)
            {shape}, {atOnce} at once = {paces.Rate(shape, atOnce):N0} instances/s (to reach: 1,500 or more)
            {shape}, database per ended instance = {bytes:N0} bytes
            {atOnce} at once, with {Growth.Few:N0} stored = {few:N0} instances/s
            {atOnce} at once, with {kept:N0} stored = {many:N0} instances/s{tooLong}
            with {kept:N0} stored / with {Growth.Few:N0} = {many / few:F2} (to reach: 1, flat from 1,000 to 100,000)
            {restarted} engine started = {restart.Started:F2} s
            {restarted} an event answered = {restart.Answered:F2} s (to reach: 3 or less)
            CPU in {extent.Idle.TotalSeconds} idle seconds with {extent.Waiting:N0} waiting = {restart.Cpu:F3} s (to reach: none)
            """);
    }
}
