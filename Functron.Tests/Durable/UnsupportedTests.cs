using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Functron.Tests.Durable;

/// <summary>Members of Microsoft's types that this host does not carry out are refused, each by its name.</summary>
public sealed class UnsupportedTests : IAsyncLifetime
{
    private readonly EngineDirectory _directory = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _directory.DisposeAsync().AsTask();

    [Fact(Timeout = 120_000)]
    public async Task A_member_of_the_client()
    {
        var client = (await _directory.StartAsync(new TestFunctions().Orchestrator("Ends", _ => Task.FromResult<object?>(null)))).Client;

        await RefusedAsync(
            "StartOrchestrationOptions.Version",
            () => client.ScheduleNewOrchestrationInstanceAsync("Ends", new StartOrchestrationOptions { Version = "1" }));
        await RefusedAsync(
            "StartOrchestrationOptions.DedupeStatuses",
            () => client.ScheduleNewOrchestrationInstanceAsync("Ends", new StartOrchestrationOptions { DedupeStatuses = ["Running"] }));
        await RefusedAsync(
            "PurgeInstancesFilter.Timeout",
            () => client.PurgeAllInstancesAsync(new PurgeInstancesFilter { Timeout = TimeSpan.FromMinutes(1) }));
        await RefusedAsync(
            "OrchestrationQuery.TaskHubNames",
            () => Task.FromResult(client.GetAllInstancesAsync(new OrchestrationQuery(TaskHubNames: ["another"]))));
        await RefusedAsync("DurableTaskClient.Entities", () => Task.FromResult(client.Entities));
        await RefusedAsync("DurableTaskClient.ListInstanceIdsAsync", () => client.ListInstanceIdsAsync());
        Assert.NotNull(client.GetAllInstancesAsync(new OrchestrationQuery(TaskHubNames: [client.Name.ToUpperInvariant()])));
    }

    [Theory(Timeout = 120_000)]
    [InlineData("TaskOptions.Version")]
    [InlineData("SubOrchestrationOptions.Version")]
    [InlineData("ContinueAsNewOptions.NewVersion")]
    [InlineData("TaskOrchestrationContext.Entities")]
    public async Task A_member_of_an_orchestrators_context(string member)
    {
        var engine = await _directory.StartAsync(new TestFunctions().Echo("Echo").Orchestrator("Asks", async context =>
        {
            switch (member)
            {
                case "TaskOptions.Version":
                    await context.CallActivityAsync("Echo", "text", new TaskOptions { Version = new TaskVersion("1") });
                    break;
                case "SubOrchestrationOptions.Version":
                    await context.CallSubOrchestratorAsync("Asks", null, new SubOrchestrationOptions { Version = new TaskVersion("1") });
                    break;
                case "ContinueAsNewOptions.NewVersion":
                    context.ContinueAsNew(new ContinueAsNewOptions { NewVersion = "1" });
                    break;
                default:
                    _ = context.Entities;
                    break;
            }

            return null;
        }));

        var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Asks");
        var ended = await engine.Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        Assert.Equal(typeof(NotSupportedException).FullName, ended.FailureDetails?.ErrorType);
        Assert.StartsWith(
            $"{member} is not carried out by Functron's embedded host", ended.FailureDetails?.ErrorMessage, StringComparison.Ordinal);
    }

    private static async Task RefusedAsync<T>(string member, Func<Task<T>> call)
    {
        var refused = await Assert.ThrowsAsync<NotSupportedException>(call);
        Assert.StartsWith(member, refused.Message, StringComparison.Ordinal);
        Assert.Contains("is not carried out by Functron's embedded host", refused.Message, StringComparison.Ordinal);
    }
}
