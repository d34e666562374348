using Microsoft.DurableTask;

namespace Functron.Tests.Hosting.Durable;

public sealed class FailureDetailsTests
{
    [Theory]
    [InlineData("System.IO.FileNotFoundException", typeof(FileNotFoundException), true)]
    [InlineData("System.IO.FileNotFoundException", typeof(IOException), true)]
    [InlineData("System.IO.FileNotFoundException", typeof(Exception), true)]
    [InlineData("System.IO.FileNotFoundException", typeof(TimeoutException), false)]
    [InlineData("Some.Other.Process.TypeException", typeof(Exception), false)]
    [InlineData("Functron.Tests.Hosting.Durable.FailureDetailsTests+OwnException", typeof(InvalidOperationException), true)]
    public void The_cause_is_found_by_type_and_base_type(string errorType, Type asked, bool caused)
        => Assert.Equal(caused, new TaskFailureDetails(errorType, "m", null, null, null).IsCausedBy(asked));

    [Fact]
    public void What_is_no_exception_causes_nothing()
        => Assert.Throws<ArgumentException>(() => new TaskFailureDetails("T", "m", null, null, null).IsCausedBy(typeof(string)));

    [Fact]
    public void An_exception_and_its_causes_become_records()
    {
        var details = TaskFailureDetails.FromException(new OwnException("outer", new IOException("inner")));

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
        chain = new TaskFailedException("Task", 0, TaskFailureDetails.FromException(chain));
        for (var depth = 0; depth < 12; depth++)
            chain = new InvalidOperationException("orchestrator", chain);

        var count = 0;
        for (var inner = TaskFailureDetails.FromException(chain).InnerFailure; inner is not null; inner = inner.InnerFailure)
            count++;

        Assert.Equal(16, count);
    }

    [Theory]
    [InlineData(0, 1, 1.0, null, null)]
    [InlineData(1, 0, 1.0, null, null)]
    [InlineData(1, 1, 0.5, null, null)]
    [InlineData(1, 1, double.NaN, null, null)]
    [InlineData(1, 2, 1.0, 1, null)]
    [InlineData(1, 2, 1.0, null, 1)]
    public void A_retry_policy_outside_its_ranges_is_refused(int attempts, int first, double factor, int? longest, int? timeout)
        => Assert.Throws<ArgumentOutOfRangeException>(() => new RetryPolicy(
            attempts,
            TimeSpan.FromSeconds(first),
            factor,
            longest is { } l ? TimeSpan.FromSeconds(l) : null,
            timeout is { } t ? TimeSpan.FromSeconds(t) : null));

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
