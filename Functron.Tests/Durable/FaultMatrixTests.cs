using System.Collections.Concurrent;

using Functron.Hosting.Durable;
using Functron.Hosting.Durable.History;
using Functron.Hosting.Durable.Storage;

using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Functron.Tests.Durable;

/// <summary>
/// The store fails, or the process ends, at the first, second, third … access of one instance that does everything an orchestration
/// can do, until there is no further access. After a restart it comes to the same end as without the fault.
/// </summary>
public sealed class FaultMatrixTests
{
    private const string Expected = "first, a0 a1 a2 a3, child of it, retried, event, round 3";

    public enum Fault
    {
        /// <summary>The process ends before the access is stored.</summary>
        CrashBefore,

        /// <summary>It ends after that, before anybody is told.</summary>
        CrashAfter,

        /// <summary>The disk fails once.</summary>
        DiskFails,
    }

    [Theory(Timeout = 120_000)]
    [InlineData(Fault.CrashBefore)]
    [InlineData(Fault.CrashAfter)]
    [InlineData(Fault.DiskFails)]
    public async Task Any_access_may_fail(Fault fault)
    {
        var points = 0;
        while (await RunAsync(fault, points + 1))
            points++;

        // A start, an event, four turns of each of three rounds, the children's … fewer would mean that the scenario had become another.
        Assert.InRange(points, 15, 200);
    }

    /// <returns>Whether the fault was reached.</returns>
    private static async Task<bool> RunAsync(Fault fault, int access)
    {
        await using var directory = new EngineDirectory();
        var calls = new ConcurrentDictionary<string, int>();
        FaultyAccess? store = null;
        var engine = await directory.StartAsync(Functions(calls), inner => store = new FaultyAccess(inner, fault, access));
        var through = ThroughAsync(engine);
        if (await Task.WhenAny(through, store!.Crashed) == store.Crashed)
        {
            await engine.AbandonAsync();
            await through.ContinueWith(_ => { }, TaskScheduler.Default).WaitAsync(TimeSpan.FromSeconds(10));
            engine = await directory.StartAsync(Functions(calls));
            through = ThroughAsync(engine);
        }

        var ended = await through;
        Assert.True(
            ended.RuntimeStatus == OrchestrationRuntimeStatus.Completed,
            $"{fault} at access {access}: {ended.RuntimeStatus} {ended.FailureDetails}");
        Assert.Equal(Expected, ended.ReadOutputAs<string>());

        // The accesses before the end are the same every time; an activity may have run once more, never less.
        Assert.All(["first", "a0", "a1", "a2", "a3", "child"], name => Assert.InRange(calls[name], 1, fault == Fault.DiskFails ? 1 : 2));
        Assert.True((await engine.Client.GetInstanceAsync("all"))!.IsCompleted);
        return store.Reached;
    }

    /// <summary>What a caller does who is not told of the outcome: it does it again.</summary>
    private static async Task<OrchestrationMetadata> ThroughAsync(DurableEngine engine)
    {
        await AgainAsync(async () =>
        {
            if (await engine.Client.GetInstanceAsync("all") is null)
                await engine.Client.ScheduleNewOrchestrationInstanceAsync("All", 1, new StartOrchestrationOptions("all"));
        });
        await AgainAsync(async () =>
        {
            if (await engine.Client.GetInstanceAsync("all") is { IsCompleted: false })
                await engine.Client.RaiseEventAsync("all", "go", "event");
        });
        return await engine.Client.WaitForInstanceCompletionAsync("all", true);
    }

    private static async Task AgainAsync(Func<Task> call)
    {
        while (true)
        {
            try
            {
                await call();
                return;
            }
            catch (IOException)
            {
                // The disk failed: nothing of it was stored.
            }
            catch (InstanceEndedException)
            {
                return;
            }
        }
    }

    private static TestFunctions Functions(ConcurrentDictionary<string, int> calls) => new TestFunctions()
        .Orchestrator("All", async context =>
        {
            var round = context.GetInput<int>();
            if (round < 3)
            {
                await context.CreateTimer(TimeSpan.FromMilliseconds(1), CancellationToken.None);
                context.ContinueAsNew(round + 1);
                return null;
            }

            using var late = new CancellationTokenSource();
            var timer = context.CreateTimer(TimeSpan.FromHours(1), late.Token);
            var first = await context.CallActivityAsync<string>("Say", "first");
            late.Cancel();
            context.SetCustomStatus(first);
            var fan = await Task.WhenAll(Enumerable.Range(0, 4).Select(n => context.CallActivityAsync<string>("Say", $"a{n}")));
            var child = await context.CallSubOrchestratorAsync<string>("Child", null, new TaskOptions().WithInstanceId("child"));
            var retried = await context.CallActivityAsync<string>(
                "FailsOnce", null, TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromMilliseconds(1))));
            var raised = await context.WaitForExternalEvent<string>("go");
            return $"{first}, {string.Join(' ', fan)}, {child}, {retried}, {raised}, round {round}";
        })
        .Orchestrator("Child", async context =>
        {
            await context.CallActivityAsync<string>("Say", "child");
            return $"child of {(context.Parent!.InstanceId == "all" ? "it" : "another")}";
        })
        .Activity("Say", call =>
        {
            var said = DurableJson.Read<string>(call.InputJson)!;
            calls.AddOrUpdate(said, 1, (_, count) => count + 1);
            return Task.FromResult<object?>(said);
        })
        .Activity("FailsOnce", _ => calls.AddOrUpdate("failing", 1, (_, count) => count + 1) == 1
            ? throw new InvalidOperationException("once")
            : Task.FromResult<object?>("retried"));

    private sealed class FaultyAccess(IInstanceStore inner, Fault fault, int faulty) : IInstanceStore
    {
        private readonly TaskCompletionSource _crashed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _accesses;

        public Task Crashed => _crashed.Task;

        public bool Reached => Volatile.Read(ref _accesses) >= faulty;

        public Task<StoredWork> OpenAsync() => inner.OpenAsync();

        public Task StartAsync(NewInstance instance) => AtAsync(async () =>
        {
            await inner.StartAsync(instance);
            return true;
        });

        public Task<bool> AddMessageAsync(long key, long sequence, HistoryEvent message)
            => AtAsync(() => inner.AddMessageAsync(key, sequence, message));

        public Task CommitTurnAsync(TurnCommit turn) => AtAsync(async () =>
        {
            await inner.CommitTurnAsync(turn);
            return true;
        });

        public Task DropActivityAsync(long key, int taskId) => AtAsync(async () =>
        {
            await inner.DropActivityAsync(key, taskId);
            return true;
        });

        public Task<StoredInstance?> FindAsync(string id, bool texts) => inner.FindAsync(id, texts);

        public Task<IReadOnlyList<HistoryEvent>> ReadHistoryAsync(long key) => inner.ReadHistoryAsync(key);

        public Task<IReadOnlyList<StoredInstance>> ListAsync(InstanceFilter filter, int limit, bool texts)
            => inner.ListAsync(filter, limit, texts);

        public Task<long?> PageEndAsync(InstanceFilter filter, int size) => inner.PageEndAsync(filter, size);

        public Task<IReadOnlyList<string>> ChildrenAsync(long key) => inner.ChildrenAsync(key);

        public Task<bool> PurgeAsync(long key) => inner.PurgeAsync(key);

        public Task<IReadOnlyList<long>> OutdatedAsync(DateTime before, int keep, int limit) => inner.OutdatedAsync(before, keep, limit);

        public Task<OpenInstance?> RewindAsync(RewoundInstance instance) => inner.RewindAsync(instance);

        public void Abandon()
        {
            inner.Abandon();
            _end.TrySetException(new EngineStoppedException());
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();

        private async Task<T> AtAsync<T>(Func<Task<T>> access)
        {
            if (Interlocked.Increment(ref _accesses) != faulty)
                return await access();
            if (fault == Fault.DiskFails)
                throw new IOException("No space left on device");
            if (fault == Fault.CrashAfter)
                await access();
            _crashed.TrySetResult();
            await _end.Task;
            throw new EngineStoppedException();
        }
    }
}
