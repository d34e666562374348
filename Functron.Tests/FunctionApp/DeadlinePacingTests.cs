using Functron.Execution.Requests;
using Functron.Execution.Run.Stopping;
using Functron.FunctionApp.Orchestration;

namespace Functron.Tests.FunctionApp;

public sealed class DeadlinePacingTests
{
    [Fact]
    public void The_first_look_is_a_second_after_the_timeout()
    {
        Assert.Equal(TimeSpan.FromSeconds(3.5), new DeadlinePacing(FunctionTimeout.OfSeconds(2.5)).Next);
    }

    [Fact]
    public void While_the_function_has_not_started_the_looks_grow_from_one_second_to_thirty()
    {
        var pacing = new DeadlinePacing(FunctionTimeout.OfSeconds(1));
        var waits = new List<double>();
        for (var i = 0; i < 8; i++)
        {
            pacing.After(new DeadlineCheck(DeadlineState.NotStarted, 0));
            waits.Add(pacing.Next.TotalSeconds);
        }

        Assert.Equal([1, 2, 4, 8, 16, 30, 30, 30], waits);
    }

    [Theory]
    [InlineData(0.2, 1)]
    [InlineData(7.5, 7.5)]
    public void A_running_function_is_looked_at_when_its_time_is_over_and_never_before_a_second(double remaining, double expected)
    {
        var pacing = new DeadlinePacing(FunctionTimeout.OfSeconds(10));
        pacing.After(new DeadlineCheck(DeadlineState.Running, remaining));

        Assert.Equal(expected, pacing.Next.TotalSeconds);
    }
}
