using Microsoft.DurableTask.Client;

namespace Functron.Tests.Durable.Official;

/// <summary>
/// The differences that are intended, in the rows of docs/embedded-host.md. Microsoft's engine is tested, too: if a later version of it
/// behaves in another way, a test fails, and the row has to be reconsidered.
/// </summary>
public sealed class DifferencesTests(DifferingEngines engines) : IClassFixture<DifferingEngines>
{
    [Theory(Timeout = 300_000)]
    [InlineData("a cancellation that nobody catches", "System.Threading.Tasks.TaskCanceledException: ", "System.AggregateException: ")]
    [InlineData("an event of another type than was waited for", "\"JsonException: ", "System.Text.Json.JsonException: ")]
    [InlineData("nothing comes with an event, a number was waited for", "0", "System.NullReferenceException: ")]
    [InlineData("waits of two types for one event", "1", "\"ArgumentException: Events with the same name")]
    [InlineData("a function that is not there", "There is no activity named", "No activity task named")]
    [InlineData("numbers behind a retry in vain", "(#1) failed", "(#2) failed")]
    [InlineData("numbers behind a timer that was cancelled before", "(#0) failed", "(#1) failed")]
    [InlineData("a custom status that is changed afterwards", "shown [1]", "shown [1,2]")]
    [InlineData("calls a child in other letters", "\"tells its name\"", "\"TELLS ITS NAME\"")]
    public async Task They_end_otherwise(string orchestrator, string ours, string theirs)
    {
        Assert.Contains(ours, Text(await RunAsync(engines.Both.Own, orchestrator)), StringComparison.Ordinal);
        Assert.Contains(theirs, Text(await RunAsync(engines.Both.Official, orchestrator)), StringComparison.Ordinal);
    }

    [Fact(Timeout = 300_000)]
    public async Task What_a_failed_task_said_of_its_causes_is_kept_within_another_failure()
    {
        const string Orchestrator = "a failure as the cause of another";

        Assert.Equal(4, Causes(await RunAsync(engines.Both.Own, Orchestrator)));
        Assert.Equal(2, Causes(await RunAsync(engines.Both.Official, Orchestrator)));
    }

    [Fact(Timeout = 300_000)]
    public async Task Sixteen_causes_of_a_failure_are_kept()
    {
        const string Orchestrator = "more than sixteen causes";

        Assert.Equal(17, Causes(await RunAsync(engines.Both.Own, Orchestrator)));
        Assert.Equal(21, Causes(await RunAsync(engines.Both.Official, Orchestrator)));
    }

    [Fact(Timeout = 300_000)]
    public async Task An_orchestrator_that_is_not_there_is_not_started()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => engines.Both.Own.Client.ScheduleNewOrchestrationInstanceAsync("Nowhere"));
        Assert.Equal("OrchestratorTaskNotFound", (await RunAsync(engines.Both.Official, "Nowhere")).FailureDetails!.ErrorType);
    }

    [Fact(Timeout = 300_000)]
    public async Task A_child_that_is_terminated_fails_its_call()
    {
        Assert.Contains("was terminated.", Text(await TerminateChildAsync(engines.Both.Own)), StringComparison.Ordinal);
        Assert.Contains("NullReferenceException", Text(await TerminateChildAsync(engines.Both.Official)), StringComparison.Ordinal);
    }

    [Fact(Timeout = 300_000)]
    public async Task An_orchestrator_that_ends_with_an_open_timer_has_ended()
    {
        var ours = await RunAsync(engines.Both.Own, "ends with an open timer", TimeSpan.FromHours(1).TotalSeconds);
        var theirs = await RunAsync(engines.Both.Official, "ends with an open timer", 1.5);

        Assert.Equal((OrchestrationRuntimeStatus.Completed, "\"ended\""), (ours.RuntimeStatus, ours.SerializedOutput));
        Assert.Equal((theirs.RuntimeStatus, theirs.SerializedOutput), (ours.RuntimeStatus, ours.SerializedOutput));
        Assert.InRange(theirs.LastUpdatedAt - theirs.CreatedAt, TimeSpan.FromSeconds(1.4), TimeSpan.MaxValue);
    }

    private static async Task<OrchestrationMetadata> TerminateChildAsync(IEngine engine)
    {
        var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("calls a child that is terminated");
        while (await engine.Client.GetInstanceAsync($"{id}.child") is not { RuntimeStatus: OrchestrationRuntimeStatus.Running })
            await Task.Delay(10);
        await engine.Client.TerminateInstanceAsync($"{id}.child");
        return await engine.Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true);
    }

    private static async Task<OrchestrationMetadata> RunAsync(IEngine engine, string orchestrator, object? input = null)
    {
        var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input);
        return await engine.Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true);
    }

    /// <summary>Its output or its failure, and its custom status.</summary>
    private static string Text(OrchestrationMetadata ended)
        => (ended.FailureDetails?.ToString() ?? ended.SerializedOutput)
        + (ended.SerializedCustomStatus is { } shown ? $"shown {shown}" : "");

    private static int Causes(OrchestrationMetadata ended)
    {
        var causes = 0;
        for (var failure = ended.FailureDetails; failure is not null; failure = failure.InnerFailure)
            causes++;
        return causes;
    }
}
