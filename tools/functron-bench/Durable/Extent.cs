namespace Functron.Benchmarks.Durable;

/// <summary>How much is measured of each kind.</summary>
/// <param name="Bare">How long bare SQLite commits are measured, in each round.</param>
/// <param name="Alone">How long each shape is measured with one instance at a time.</param>
/// <param name="Together">How long each shape is measured with many instances at once.</param>
/// <param name="Growth">How many instances are run to tell the pace beside those that are stored.</param>
/// <param name="Waiting">How many instances wait when the engine is restarted.</param>
/// <param name="Idle">How long the CPU time of the restarted engine is watched while they wait.</param>
internal sealed record Extent(TimeSpan Bare, TimeSpan Alone, TimeSpan Together, int Growth, int Waiting, TimeSpan Idle)
{
    public static readonly Extent Full = new(
        Seconds(0.5), Seconds(1), Seconds(2), Growth: 1500, Waiting: 10_000, Idle: Seconds(5));

    public static readonly Extent Quick = new(
        Seconds(0.1), Seconds(0.2), Seconds(0.4), Growth: 200, Waiting: 1000, Idle: Seconds(1));

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
