namespace Functron.Benchmarks.Measuring;

internal static class Quantile
{
    public static double Median(IEnumerable<double> values) => At(values, 0.5);

    /// <summary>The quantile, interpolated between its two neighbours; not a number when there are no values.</summary>
    /// <param name="quantile">From 0, the least value, to 1, the greatest.</param>
    public static double At(IEnumerable<double> values, double quantile)
    {
        var sorted = values.Order().ToArray();
        if (sorted.Length == 0)
            return double.NaN;
        var position = quantile * (sorted.Length - 1);
        var (below, above) = (sorted[(int)Math.Floor(position)], sorted[(int)Math.Ceiling(position)]);
        return below + ((above - below) * (position - Math.Floor(position)));
    }
}
