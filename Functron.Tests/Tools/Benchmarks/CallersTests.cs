using Functron.Benchmarks;
using Functron.Benchmarks.Durable;

namespace Functron.Tests.Tools.Benchmarks;

public sealed class CallersTests
{
    private const int Limit = 60_000;

    [Fact(Timeout = Limit)]
    public async Task So_many_calls_are_made_with_a_number_each_and_as_many_at_once_as_there_are_callers()
    {
        var numbers = new List<int>();
        var allAreThere = new TaskCompletionSource();
        var atOnce = 0;

        var pace = await Callers.RunManyAsync(20, atOnce: 4, async (number, _) =>
        {
            lock (numbers)
                numbers.Add(number);
            if (Interlocked.Increment(ref atOnce) == 4)
                allAreThere.TrySetResult();
            await allAreThere.Task;
            Interlocked.Decrement(ref atOnce);
        }, default);

        Assert.Equal(Enumerable.Range(1, 20), numbers.Order());
        Assert.Equal(20, pace.Times.Length);
    }

    [Fact(Timeout = Limit)]
    public async Task The_first_failure_ends_it_and_is_told()
    {
        var failed = await Assert.ThrowsAsync<BenchFailedException>(() => Callers.RunManyAsync(20, atOnce: 2, async (number, stop) =>
        {
            if (number == 2)
                throw new InvalidOperationException("the second one");
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
        }, default));

        Assert.Equal("the second one", failed.Message);
    }

    [Fact(Timeout = Limit)]
    public async Task For_a_while_it_goes_on_until_the_time_is_up()
    {
        var pace = await Callers.RunForAsync(
            TimeSpan.FromSeconds(0.2),
            atOnce: 2,
            (_, stop) => Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, stop),
            default);

        Assert.True(pace.Elapsed >= TimeSpan.FromSeconds(0.2));
        Assert.NotEmpty(pace.Times);
        Assert.All(pace.Times, time => Assert.True(time > 0));
    }
}
