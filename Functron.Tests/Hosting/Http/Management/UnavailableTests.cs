using System.Net;
using Functron.Hosting.Durable;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Functron.Tests.Hosting.Http.Management;

/// <summary>Terminations that the engine cannot carry out.</summary>
public sealed class TerminationTests
{
    private const string Path = "/runtime/webhooks/durabletask/instances/one/terminate";

    [Fact(Timeout = 30_000)]
    public Task One_that_is_not_stored_in_time_is_503() =>
        AssertUnavailableAsync(new Client(() => new TaskCompletionSource().Task), new ImpatientClock(), "10 s");

    [Fact(Timeout = 30_000)]
    public Task One_that_meets_the_hosts_stop_is_503() =>
        AssertUnavailableAsync(new Client(() => throw new EngineStoppedException()), TimeProvider.System, "stopping");

    [Fact(Timeout = 30_000)]
    public Task One_that_cannot_be_stored_is_503() =>
        AssertUnavailableAsync(new Client(() => throw new IOException("no room")), TimeProvider.System, "no room");

    private static async Task AssertUnavailableAsync(DurableTaskClient client, TimeProvider clock, string words)
    {
        await using var host = await TestHost.StartAsync(new TestHostSetup
        {
            Configure = services => services.AddSingleton(client).AddSingleton(clock),
        });

        using var response = await host.Http.PostAsync(Path, null);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Contains(words, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private sealed class Client(Func<Task> terminate) : DurableTaskClient("hub")
    {
        public override Task TerminateInstanceAsync(
            string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default) => terminate();

        public override Task<string> ScheduleNewOrchestrationInstanceAsync(
            TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default) =>
            throw new NotSupportedException();

        public override Task RaiseEventAsync(
            string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default) =>
            throw new NotSupportedException();

        public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
            string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) => throw new NotSupportedException();

        public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
            string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) => throw new NotSupportedException();

        public override Task<OrchestrationMetadata?> GetInstancesAsync(
            string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) => throw new NotSupportedException();

        public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
            throw new NotSupportedException();

        public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
            throw new NotSupportedException();

        public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) => throw new NotSupportedException();

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    /// <summary>Whatever is waited for takes too long.</summary>
    private sealed class ImpatientClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, dueTime == Timeout.InfiniteTimeSpan ? dueTime : TimeSpan.Zero, period);
    }
}
