using System.Diagnostics;
using Functron.Benchmarks.Measuring;

namespace Functron.Benchmarks.Durable;

/// <summary>The pace with few and with many stored instances.</summary>
/// <param name="folder">Where the databases with few instances come.</param>
/// <param name="large">Where the database with many instances is.</param>
/// <param name="count">How many instances tell the pace.</param>
internal sealed class Growth(string folder, string large, int count)
{
    public const int Few = 1000;

    /// <summary>How long instances are stored: then what is there by then is measured.</summary>
    public static readonly TimeSpan Storing = TimeSpan.FromMinutes(2);

    /// <summary>Stores ended instances, and closes the database, so that all of it is in one file.</summary>
    /// <returns>How many there are.</returns>
    public async Task<int> StoreAsync(int stored, CancellationToken cancel)
    {
        await using var engine = await RunningEngine.StartAsync(large, cancel);
        var clock = Stopwatch.StartNew();
        var kept = 0;
        for (var last = -1L; kept < stored && clock.Elapsed < Storing;)
        {
            var tenth = kept * 10L / stored;
            if (tenth != last)
                Bench.Say($"storing instances, {kept:N0} of {stored:N0}");
            last = tenth;
            kept += (await RunAsync(engine, Math.Min(Few, stored - kept), cancel)).Times.Length;
        }

        return kept;
    }

    /// <returns>Instances per second with <see cref="Few"/> and with many stored instances.</returns>
    public async Task<(double Few, double Many)> MeasureAsync(int rounds, CancellationToken cancel)
    {
        await using var many = await RunningEngine.StartAsync(large, cancel);
        // As with the small one below: the log grows to its size before anything is measured.
        await RunAsync(many, Few, cancel);
        var (fewPaces, manyPaces) = (new List<Pace>(), new List<Pace>());
        for (var round = 1; round <= rounds; round++)
        {
            Bench.Say($"few and many stored instances, round {round} of {rounds}");
            await using var few = await RunningEngine.StartAsync(Path.Combine(folder, $"small-{round}"), cancel);
            await RunAsync(few, Few, cancel);
            fewPaces.Add(await RunAsync(few, count, cancel));
            manyPaces.Add(await RunAsync(many, count, cancel));
        }

        return (Paces.Rate(fewPaces), Paces.Rate(manyPaces));
    }

    private static Task<Pace> RunAsync(RunningEngine engine, int instances, CancellationToken cancel) =>
        engine.RunManyAsync(instances, Shapes.Functron, DurableRows.Many, cancel);
}
