namespace Functron.Tests.Faults;

public sealed class SampleTests
{
    [Fact]
    public void Five_seeds_in_a_row_take_every_row_once() =>
        Assert.All(Enumerable.Range(0, 30), row => Assert.Single(Enumerable.Range(12_345, 5), seed => Sample.Takes(seed, "matrix", row)));

    [Fact]
    public void Without_a_seed_every_row_is_taken() =>
        Assert.All(Enumerable.Range(0, 30), row => Assert.True(Sample.Takes(null, "matrix", row)));
}
