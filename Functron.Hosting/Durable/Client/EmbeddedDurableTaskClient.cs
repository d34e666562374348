using System.Collections.Frozen;

using Functron.Hosting.Durable.Dispatch;
using Functron.Hosting.Durable.History;
using Functron.Hosting.Durable.Storage;

using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;

using Core = DurableTask.Core.History;

namespace Functron.Hosting.Durable.Client;

/// <summary>The client of the engine in this process.</summary>
/// <param name="running">Gives the dispatcher; throws <see cref="EngineStoppedException"/> when the engine does not run.</param>
internal sealed class EmbeddedDurableTaskClient(string hubName, Func<Dispatcher> running) : DurableTaskClient(hubName)
{
    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName,
        object? input = null,
        StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        Unsupported.ThrowIn(options);
        var json = InputLimits.WriteJson(input, "An orchestration's input", nameof(input));
        var tags = InputLimits.CheckTags(InstanceTags.Copy(options?.Tags), nameof(options));
        return await StartAsync(orchestratorName, options?.InstanceId, json, options?.StartAt?.UtcDateTime, tags);
    }

    public override async Task RaiseEventAsync(
        string instanceId,
        string eventName,
        object? eventPayload = null,
        CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        var json = InputLimits.WriteJson(eventPayload, "What comes with an event", nameof(eventPayload));
        await TellAsync(instanceId, now => new EventRaised(now, eventName, json), $"the event '{eventName}'", cancellation);
    }

    public override async Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default)
    {
        InputLimits.CheckReason(reason);
        await TellAsync(instanceId, now => new ExecutionSuspended(now, reason), "the suspension", cancellation);
    }

    public override async Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default)
    {
        InputLimits.CheckReason(reason);
        await TellAsync(instanceId, now => new ExecutionResumed(now, reason), "the resumption", cancellation);
    }

    public override async Task TerminateInstanceAsync(
        string instanceId,
        TerminateInstanceOptions? options = null,
        CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var output = InputLimits.WriteJson(options?.Output, "The output that a termination gives", nameof(options));
        var dispatcher = running();
        var instance = await dispatcher.Live.FindAsync(instanceId, cancellation) ?? throw await NotLiveAsync(dispatcher, instanceId);
        var children = options?.Recursive == true ? dispatcher.Live.ChildrenOf(instance) : [];

        // No message on disk: the turn that takes it, and that this waits for, is the end itself.
        dispatcher.Post(instance, new Message(new ExecutionTerminated(dispatcher.Now, output)));
        await instance.End.Task.WaitAsync(cancellation);
        foreach (var child in children)
        {
            try
            {
                await TerminateInstanceAsync(child.Id, options, cancellation);
            }
            catch (InvalidOperationException e) when (e is InstanceEndedException or InstanceNotFoundException)
            {
                // By itself, meanwhile.
            }
        }
    }

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null)
    {
        var query = filter ?? new OrchestrationQuery();
        Unsupported.ThrowIn(query, Name);
        return new InstancePages(() => running().Store, query, Metadata);
    }

    public override DurableEntityClient Entities => throw Unsupported.Member($"{nameof(DurableTaskClient)}.{nameof(Entities)}");

    public override async Task<IList<Core.HistoryEvent>> GetOrchestrationHistoryAsync(
        string instanceId, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        cancellation.ThrowIfCancellationRequested();
        return await running().Store.FindWithHistoryAsync(instanceId) is (var found, var history)
            ? CoreHistory.Of(found, history)
            : throw NoInstance(instanceId);
    }

    public override Task<Page<string>> ListInstanceIdsAsync(
        IEnumerable<OrchestrationRuntimeStatus>? runtimeStatus = null,
        DateTimeOffset? completedTimeFrom = null,
        DateTimeOffset? completedTimeTo = null,
        int pageSize = 100,
        string? lastInstanceKey = null,
        CancellationToken cancellation = default)
        => throw Unsupported.Member($"{nameof(DurableTaskClient)}.{nameof(ListInstanceIdsAsync)}");

    public override async Task<PurgeResult> PurgeInstanceAsync(
        string instanceId,
        PurgeInstanceOptions? options = null,
        CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var found = await running().Store.FindAsync(instanceId, texts: false);
        return new PurgeResult(await PurgeAsync(found is null ? [] : [found], options, $"the purge of instance '{instanceId}'", cancellation), true);
    }

    public override async Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter,
        PurgeInstanceOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        Unsupported.ThrowIn(filter);
        var purged = 0;
        var matching = new InstanceFilter(filter.CreatedFrom?.UtcDateTime, filter.CreatedTo?.UtcDateTime, [.. filter.Statuses ?? []]);
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var found = await running().Store.ListAsync(matching, Purging.Batch, texts: false);
            purged += await PurgeAsync(found, options, "the purge of instances", cancellation);
            if (found.Count < Purging.Batch)
                return new PurgeResult(purged, true);
            matching = matching with { AfterKey = found[^1].Key };
        }
    }

    public override async Task<string> RestartAsync(
        string instanceId,
        bool restartWithNewInstanceId = false,
        CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        if (await running().Store.FindAsync(instanceId, texts: true) is not { } found)
            throw NoInstance(instanceId);
        return await StartAsync(found.Name, restartWithNewInstanceId ? null : instanceId, found.Input, startAt: null, found.Tags);
    }

    public override async Task RewindInstanceAsync(string instanceId, string reason, CancellationToken cancellation = default)
    {
        InputLimits.CheckReason(reason);
        cancellation.ThrowIfCancellationRequested();
        await new Rewinding(running()).RewindAsync(instanceId);
    }

    public override Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId,
        bool getInputsAndOutputs = false,
        CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return ReadAsync(running(), instanceId, getInputsAndOutputs);
    }

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId,
        bool getInputsAndOutputs = false,
        CancellationToken cancellation = default)
        => WaitAsync(instanceId, getInputsAndOutputs, instance => instance.Begun.Task, cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId,
        bool getInputsAndOutputs = false,
        CancellationToken cancellation = default)
        => WaitAsync(instanceId, getInputsAndOutputs, instance => instance.End.Task, cancellation);

    /// <summary>The engine's life is not the client's.</summary>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<int> PurgeAsync(
        IReadOnlyList<StoredInstance> found, PurgeInstanceOptions? options, string what, CancellationToken cancellation)
    {
        var store = running().Store;
        var keys = options?.Recursive == true
            ? await Purging.WithChildrenAsync(store, found, cancellation)
            : [.. found.Where(instance => instance.Ended).Select(instance => instance.Key)];
        return await StoreFailure.TellAsync(Purging.PurgeAsync(store, keys, cancellation), what);
    }

    private async Task<string> StartAsync(
        string orchestratorName, string? instanceId, string? input, DateTime? startAt, IReadOnlyDictionary<string, string>? tags)
    {
        if (!string.IsNullOrEmpty(instanceId))
            InstanceIds.Check(instanceId, nameof(instanceId));
        var dispatcher = running();
        if (dispatcher.Functions.FindOrchestrator(orchestratorName) is not { } orchestrator)
            throw new ArgumentException($"There is no orchestrator named '{orchestratorName}'.", nameof(orchestratorName));

        var created = new NewInstance(
            dispatcher.Numbers.NextKey(),
            string.IsNullOrEmpty(instanceId) ? Guid.NewGuid().ToString("N") : instanceId,
            orchestrator.Name,
            Guid.NewGuid().ToString("N"),
            dispatcher.Now,
            startAt,
            input,
            Tags: tags);
        var instance = new LiveInstance(created.Id, created.Key, created.Name)
        {
            Start = new ExecutionStarted(created.CreatedAt, created.Name, created.ExecutionId, created.Input, Tags: created.Tags),
        };

        dispatcher.Live.Reserve(instance);
        try
        {
            await StoreFailure.TellAsync(dispatcher.Store.StartAsync(created), $"the start of instance '{created.Id}'");
        }
        catch
        {
            dispatcher.Live.Release(instance);
            throw;
        }

        dispatcher.Begin(instance, created.StartAt);
        return created.Id;
    }

    /// <summary>Stores a message for an instance and hands it over. An execution that continues as new meanwhile is followed to the next one.</summary>
    private async Task TellAsync(string instanceId, Func<DateTime, HistoryEvent> message, string what, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var dispatcher = running();
        while (true)
        {
            var instance = await dispatcher.Live.FindAsync(instanceId, cancellation) ?? throw await NotLiveAsync(dispatcher, instanceId);
            var happened = message(dispatcher.Now);
            var sequence = dispatcher.Numbers.NextSequence();
            var added = dispatcher.Store.AddMessageAsync(instance.Key, sequence, happened);
            if (await StoreFailure.TellAsync(added, $"{what} of instance '{instanceId}'"))
            {
                dispatcher.Post(instance, new Message(happened, sequence));
                return;
            }

            if (await dispatcher.Store.FindAsync(instanceId, texts: false) is not { Ended: false })
                throw await NotLiveAsync(dispatcher, instanceId);
            await Task.Yield();
        }
    }

    internal static OrchestrationMetadata Metadata(StoredInstance stored, bool texts) => new(stored.Name, stored.Id)
    {
        RuntimeStatus = stored.Status,
        CreatedAt = stored.CreatedAt,
        LastUpdatedAt = stored.UpdatedAt,
        SerializedInput = stored.Input,
        SerializedOutput = stored.Output,
        SerializedCustomStatus = stored.CustomStatus,
        FailureDetails = stored.Failure,
        Tags = stored.Tags ?? FrozenDictionary<string, string>.Empty,
        // Without one its texts cannot be read, and it says so.
        DataConverter = texts ? DurableConverter.Instance : null,
    };

    private static async Task<OrchestrationMetadata?> ReadAsync(Dispatcher dispatcher, string instanceId, bool texts)
        => await dispatcher.Store.FindAsync(instanceId, texts) is { } found ? Metadata(found, texts) : null;

    /// <summary>As Microsoft's client says it where an instance is only read.</summary>
    private static ArgumentException NoInstance(string instanceId) => new($"There is no instance '{instanceId}'.", nameof(instanceId));

    private static async Task<Exception> NotLiveAsync(Dispatcher dispatcher, string instanceId)
        => await dispatcher.Store.FindAsync(instanceId, texts: false) is { Ended: true }
            ? new InstanceEndedException(instanceId)
            : new InstanceNotFoundException(instanceId);

    private async Task<OrchestrationMetadata> WaitAsync(
        string instanceId,
        bool texts,
        Func<LiveInstance, Task> reached,
        CancellationToken cancellation)
    {
        var dispatcher = running();
        if (await dispatcher.Live.FindAsync(instanceId, cancellation) is { } live)
            await reached(live).WaitAsync(cancellation);
        return await ReadAsync(dispatcher, instanceId, texts) ?? throw new InstanceNotFoundException(instanceId);
    }
}
