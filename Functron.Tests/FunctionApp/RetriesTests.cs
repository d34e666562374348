using Functron.Execution.Engine;
using Functron.FunctionApp.Orchestration;
using Functron.Hosting.Durable.Replay;
using Microsoft.Azure.WebJobs.Host;
using Microsoft.DurableTask;

namespace Functron.Tests.FunctionApp;

public sealed class RetriesTests
{
    private static readonly InvocationTicket Old = new("invocation-1", "fn", 5);
    private static readonly InvocationTicket Latest = Old with { Course = InvocationTicket.LatestCourse };

    public static TheoryData<Exception, bool> Failures => new()
    {
        { new FunctionInvocationException(), true },
        { new OperationCanceledException(), true },
        { new TaskCanceledException(), true },
        { new ICSharpCode.SharpZipLib.SharpZipBaseException("tar"), false },
        { new InvalidOperationException("engine"), false },
        { new IOException("No space left on device"), false },
        { new EngineRefusedException(System.Net.HttpStatusCode.InternalServerError, "no"), false },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void A_lost_worker_is_told_from_a_failed_activity(Exception failure, bool lost)
    {
        var thrown = new TaskFailedException("Activity", 0, failure);
        Assert.Equal(lost, Retries.IsLostWorker(thrown.FailureDetails));
        Assert.Equal(lost, Retries.IsLostWorker(Functron.Hosting.Durable.Failures.Of(thrown)));
        Assert.Equal(lost, RetryDecision.Of(Retries.For(Latest).Build!.Retry!.Policy!, thrown.FailureDetails));
        Assert.Equal(lost, RetryDecision.Of(Retries.For(Latest).CleanUp!.Retry!.Policy!, thrown.FailureDetails));
    }

    [Theory]
    [InlineData("The payload store failed: it did not answer in time.", true)]
    [InlineData("No space left on device", false)]
    public void A_remote_store_that_was_away_is_tried_again_and_a_full_disk_is_not(string words, bool again)
    {
        var failure = new TaskFailedException("Activity", 0, new IOException(words)).FailureDetails;
        var retries = Retries.For(Latest);
        Assert.All([retries.Build!, retries.Run, retries.CleanUp!], options =>
            Assert.Equal(again, RetryDecision.Of(options.Retry!.Policy!, failure)));
        Assert.False(RetryDecision.Of(Retries.For(Old).Run.Retry!.Policy!, failure));
    }

    [Fact]
    public void A_run_that_lost_the_engine_is_tried_again_in_every_course()
    {
        var failure = Functron.Hosting.Durable.Failures.Of(new EngineUnreachableException("unix:///nowhere", "The engine is away."));
        Assert.All([Old, Latest], ticket => Assert.True(RetryDecision.Of(Retries.For(ticket).Run.Retry!.Policy!, failure)));
    }

    [Fact]
    public void Instances_of_before_keep_to_what_their_history_was_made_with()
    {
        var retries = Retries.For(Old);
        Assert.Null(retries.Build);
        Assert.Null(retries.CleanUp);
        Assert.Equal(5, retries.Cancel.Retry!.Policy!.MaxNumberOfAttempts);
        Assert.False(RetryDecision.Of(retries.Run.Retry!.Policy!, Functron.Hosting.Durable.Failures.Of(new FunctionInvocationException())));
    }

    [Fact]
    public void A_loss_that_repeats_itself_may_pass()
    {
        var failure = InvocationFailure.Of(
            Functron.Hosting.Durable.Failures.Of(new TaskFailedException("Activity", 0, new FunctionInvocationException())));
        Assert.True(failure.MayPass);
        Assert.Contains("worker", failure.Message);
    }
}
