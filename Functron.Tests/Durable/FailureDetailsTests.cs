using Functron.Hosting.Durable;
using Microsoft.DurableTask;

namespace Functron.Tests.Durable;

public sealed class FailureDetailsTests
{
    [Fact]
    public void An_exception_and_its_causes_become_records()
    {
        var details = Failures.Of(new OwnException("outer", new IOException("inner")));

        Assert.Equal(typeof(OwnException).FullName, details.ErrorType);
        Assert.Equal("System.IO.IOException: inner", details.InnerFailure!.ToString());
        Assert.True(details.IsCausedBy<OwnException>());
    }

    [Fact]
    public void No_more_than_sixteen_inner_failures_are_kept_over_any_number_of_tasks()
    {
        Exception chain = new IOException("innermost");
        for (var depth = 0; depth < 12; depth++)
            chain = new InvalidOperationException("activity", chain);
        chain = new TaskFailedException("Task", 0, Failures.Of(chain));
        for (var depth = 0; depth < 12; depth++)
            chain = new InvalidOperationException("orchestrator", chain);

        var count = 0;
        for (var inner = Failures.Of(chain).InnerFailure; inner is not null; inner = inner.InnerFailure)
            count++;

        Assert.Equal(16, count);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(4, 8)]
    [InlineData(5, 10)]
    [InlineData(5000, 10)]
    public void A_pause_grows_up_to_the_longest(int attempt, int seconds)
    {
        var policy = new RetryPolicy(10_000, TimeSpan.FromSeconds(1), 2, TimeSpan.FromSeconds(10));

        Assert.Equal(TimeSpan.FromSeconds(seconds), Functron.Hosting.Durable.Replay.CallRetries.Pause(policy, attempt));
    }

    internal sealed class OwnException(string message, Exception inner) : InvalidOperationException(message, inner);
}
