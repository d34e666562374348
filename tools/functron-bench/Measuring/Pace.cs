namespace Functron.Benchmarks.Measuring;

/// <summary>How long some calls took.</summary>
/// <param name="Times">Each one's time in milliseconds.</param>
/// <param name="Elapsed">The time of all of them together.</param>
internal sealed record Pace(double[] Times, TimeSpan Elapsed)
{
    public double PerSecond => Times.Length / Elapsed.TotalSeconds;
}
