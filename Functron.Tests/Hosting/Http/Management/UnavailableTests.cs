using System.Net;
using Functron.Hosting.Durable;
using Functron.Hosting.Durable.Replay;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Functron.Tests.Hosting.Http.Management;

/// <summary>Calls that the engine cannot carry out.</summary>
public sealed class UnavailableTests
{
    private static readonly (string Method, string Path)[] Writes =
    [
        ("POST", "orchestrators/Waits"),
        ("POST", "instances/one/terminate"),
        ("POST", "instances/one/suspend"),
        ("POST", "instances/one/resume"),
        ("POST", "instances/one/rewind"),
        ("POST", "instances/one/restart"),
        ("POST", "instances/one/raiseEvent/go"),
        ("DELETE", "instances/ended"),
    ];

    private static readonly (string Method, string Path)[] Others =
        [("GET", "instances/fails"), ("DELETE", "instances?createdTimeFrom=2020-01-01")];

    public static TheoryData<string, string> Changes => Rows(Writes);

    public static TheoryData<string, string> All => Rows([.. Writes, .. Others]);

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(Changes))]
    public Task One_that_is_not_stored_in_time_is_503(string method, string path) =>
        AssertUnavailableAsync(method, path, new Client(() => new TaskCompletionSource().Task), new ImpatientClock(), "10 s");

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(All))]
    public Task One_that_meets_the_hosts_stop_is_503(string method, string path) =>
        AssertUnavailableAsync(method, path, new Client(() => throw new EngineStoppedException()), TimeProvider.System, "stopping");

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(All))]
    public Task One_that_cannot_be_stored_is_503(string method, string path) =>
        AssertUnavailableAsync(method, path, new Client(() => throw new IOException("no room")), TimeProvider.System, "no room");

    [Fact(Timeout = 120_000)]
    public async Task A_list_that_meets_the_engines_stop_is_503()
    {
        await using var host = await TestHost.StartAsync(typeof(Orchestrations));
        await host.Services.GetRequiredService<DurableEngine>().StopAsync(CancellationToken.None);

        using var response = await Calls.SendAsync(host, "GET", "instances");

        await Calls.AssertProblemAsync(response, HttpStatusCode.ServiceUnavailable, "stopping");
    }

    [Fact(Timeout = 120_000)]
    public async Task A_rewinding_that_the_code_does_not_allow_is_409()
    {
        await using var host = await StartAsync(
            new Client(() => throw new NonDeterministicOrchestrationException("no")), TimeProvider.System);

        using var response = await Calls.SendAsync(host, "POST", "instances/one/rewind");

        await Calls.AssertProblemAsync(response, HttpStatusCode.Conflict, "not deterministic");
    }

    [Fact(Timeout = 120_000)]
    public async Task A_rewinding_that_comes_second_is_412()
    {
        await using var host = await StartAsync(new Client(() => throw new InstanceExistsException("one")), TimeProvider.System);

        using var response = await Calls.SendAsync(host, "POST", "instances/one/rewind");

        await Calls.AssertTextAsync(
            response,
            HttpStatusCode.PreconditionFailed,
            "Only instances that have failed are rewound; the instance 'one' has the status Running.");
    }

    private static TheoryData<string, string> Rows((string Method, string Path)[] calls)
    {
        var rows = new TheoryData<string, string>();
        foreach (var (method, path) in calls)
            rows.Add(method, path);
        return rows;
    }

    private static async Task AssertUnavailableAsync(string method, string path, DurableTaskClient client, TimeProvider clock, string words)
    {
        await using var host = await StartAsync(client, clock);

        using var response = await Calls.SendAsync(host, method, path);

        await Calls.AssertProblemAsync(response, HttpStatusCode.ServiceUnavailable, words);
    }

    private static Task<TestHost> StartAsync(DurableTaskClient client, TimeProvider clock) => TestHost.StartAsync(new TestHostSetup
    {
        Functions = [typeof(Orchestrations)],
        Configure = services => services.AddSingleton(client).AddSingleton(clock),
    });

    /// <summary>Does the same whatever is asked of it; only reads of one instance succeed.</summary>
    private sealed class Client(Func<Task> call) : DurableTaskClient("hub")
    {
        public override Task TerminateInstanceAsync(
            string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default) => call();

        public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
            TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null,
                CancellationToken cancellation = default)
        {
            await call();
            return "";
        }

        public override Task RaiseEventAsync(
            string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default) => call();

        public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
            call();

        public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
            call();

        public override Task RewindInstanceAsync(string instanceId, string reason, CancellationToken cancellation = default) => call();

        public override async Task<string> RestartAsync(
            string instanceId, bool restartWithNewInstanceId = false, CancellationToken cancellation = default)
        {
            await call();
            return "";
        }

        public override async Task<PurgeResult> PurgeInstanceAsync(
            string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
        {
            await call();
            return new PurgeResult(0);
        }

        public override async Task<PurgeResult> PurgeAllInstancesAsync(
            PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
        {
            await call();
            return new PurgeResult(0);
        }

        public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null)
        {
            call();
            throw new NotSupportedException();
        }

        public override async Task<OrchestrationMetadata?> GetInstancesAsync(
            string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
        {
            if (instanceId == "fails")
                await call();
            var status = instanceId == "ended" ? OrchestrationRuntimeStatus.Completed : OrchestrationRuntimeStatus.Running;
            return new OrchestrationMetadata("Waits", instanceId) { RuntimeStatus = status };
        }

        public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
            string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
                throw new NotSupportedException();

        public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
            string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
                throw new NotSupportedException();

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    /// <summary>Whatever is waited for takes too long.</summary>
    private sealed class ImpatientClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, dueTime == Timeout.InfiniteTimeSpan ? dueTime : TimeSpan.Zero, period);
    }
}
