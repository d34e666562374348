using Functron.Benchmarks;

namespace Functron.Tests.Tools.Benchmarks;

/// <summary>What a benchmark ends with.</summary>
public sealed class BenchEndTests
{
    private readonly List<string> _said = [];

    [Fact]
    public async Task One_that_came_to_its_end_ends_with_0()
    {
        Assert.Equal(0, await RunAsync(_ => Task.CompletedTask));
        Assert.Empty(_said);
    }

    [Fact]
    public async Task One_that_could_not_measure_ends_with_69_and_says_why()
    {
        Assert.Equal(69, await RunAsync(_ => throw new BenchFailedException("the build call failed")));
        Assert.Equal(["the build call failed"], _said);
    }

    [Fact]
    public async Task One_that_is_broken_off_ends_with_130_whatever_it_fails_with()
    {
        using var brokenOff = new CancellationTokenSource();

        var code = await Bench.RunAsync(_ =>
        {
            brokenOff.Cancel();
            throw new InvalidOperationException("amid something");
        }, _said.Add, brokenOff.Token);

        Assert.Equal(130, code);
        Assert.Equal(["broken off"], _said);
    }

    [Fact]
    public async Task A_bug_is_not_hidden() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(_ => throw new InvalidOperationException()));

    private Task<int> RunAsync(Func<CancellationToken, Task> bench) => Bench.RunAsync(bench, _said.Add, CancellationToken.None);
}
