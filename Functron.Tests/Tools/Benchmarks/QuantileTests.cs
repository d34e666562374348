using Functron.Benchmarks.Measuring;

namespace Functron.Tests.Tools.Benchmarks;

public sealed class QuantileTests
{
    [Theory]
    [InlineData(new double[] { 3 }, 3)]
    [InlineData(new double[] { 9, 1, 5 }, 5)]
    [InlineData(new double[] { 4, 1, 3, 2 }, 2.5)]
    public void The_median_lies_in_the_middle_or_between_the_two_there(double[] values, double median) =>
        Assert.Equal(median, Quantile.Median(values));

    [Theory]
    [InlineData(0, 10)]
    [InlineData(0.1, 14)]
    [InlineData(0.9, 46)]
    [InlineData(1, 50)]
    public void A_quantile_is_interpolated_between_its_neighbours(double quantile, double value) =>
        Assert.Equal(value, Quantile.At([50, 40, 30, 20, 10], quantile), precision: 9);

    [Fact]
    public void Nothing_measured_is_not_a_number()
    {
        var samples = new Samples();

        Assert.Equal(double.NaN, samples.Median("build call"));
        samples.Add("build call", TimeSpan.FromSeconds(0.25));
        Assert.Equal(250, samples.Median("build call"));
        samples.Clear();
        Assert.Equal(double.NaN, samples.Median("build call"));
    }
}
