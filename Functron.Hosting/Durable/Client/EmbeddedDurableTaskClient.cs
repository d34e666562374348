using Functron.Hosting.Durable.Dispatch.Requests;
using Functron.Hosting.Durable.History;
using Functron.Hosting.Durable.Storage;

using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;

using Core = DurableTask.Core.History;

namespace Functron.Hosting.Durable.Client;

/// <summary>Microsoft's client for the engine in this process: checks what is asked for, and asks the engine for it.</summary>
/// <param name="running">Throws an <see cref="EngineStoppedException"/> while the engine does not run.</param>
internal sealed class EmbeddedDurableTaskClient(string hubName, Func<HubRequests> running) : DurableTaskClient(hubName)
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
        return await running().Starts.StartAsync(orchestratorName, options?.InstanceId, json, options?.StartAt?.UtcDateTime, tags);
    }

    public override async Task RaiseEventAsync(
        string instanceId,
        string eventName,
        object? eventPayload = null,
        CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        var json = InputLimits.WriteJson(eventPayload, "What comes with an event", nameof(eventPayload));
        await SendAsync(instanceId, now => new EventRaised(now, eventName, json), $"the event '{eventName}'", cancellation);
    }

    public override async Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default)
    {
        InputLimits.CheckReason(reason);
        await SendAsync(instanceId, now => new ExecutionSuspended(now, reason), "the suspension", cancellation);
    }

    public override async Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default)
    {
        InputLimits.CheckReason(reason);
        await SendAsync(instanceId, now => new ExecutionResumed(now, reason), "the resumption", cancellation);
    }

    public override async Task TerminateInstanceAsync(
        string instanceId,
        TerminateInstanceOptions? options = null,
        CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var output = InputLimits.WriteJson(options?.Output, "The output that a termination gives", nameof(options));
        await running().Messages.TerminateAsync(instanceId, output, options?.Recursive == true, cancellation);
    }

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null)
    {
        var query = filter ?? new OrchestrationQuery();
        Unsupported.ThrowIn(query, Name);
        return new InstancePages(() => running().Queries, query);
    }

    public override DurableEntityClient Entities => throw Unsupported.Member($"{nameof(DurableTaskClient)}.{nameof(Entities)}");

    public override async Task<IList<Core.HistoryEvent>> GetOrchestrationHistoryAsync(
        string instanceId, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        cancellation.ThrowIfCancellationRequested();
        return await running().Queries.FindWithHistoryAsync(instanceId) is (var found, var history)
            ? CoreHistory.Of(found.Id, found.StartAt, history)
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
        return new PurgeResult(await running().Purges.PurgeAsync(instanceId, options?.Recursive == true, cancellation), true);
    }

    public override async Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter,
        PurgeInstanceOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        Unsupported.ThrowIn(filter);
        cancellation.ThrowIfCancellationRequested();
        var matching = new InstanceFilter(filter.CreatedFrom?.UtcDateTime, filter.CreatedTo?.UtcDateTime, [.. filter.Statuses ?? []]);
        return new PurgeResult(await running().Purges.PurgeAsync(matching, options?.Recursive == true, cancellation), true);
    }

    public override async Task<string> RestartAsync(
        string instanceId,
        bool restartWithNewInstanceId = false,
        CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        if (await running().Queries.FindAsync(instanceId, texts: true) is not { } found)
            throw NoInstance(instanceId);
        var id = restartWithNewInstanceId ? null : instanceId;
        return await running().Starts.StartAsync(found.Name, id, found.Input, startAt: null, found.Tags);
    }

    public override async Task RewindInstanceAsync(string instanceId, string reason, CancellationToken cancellation = default)
    {
        InputLimits.CheckReason(reason);
        cancellation.ThrowIfCancellationRequested();
        await running().Rewinding.RewindAsync(instanceId);
    }

    public override Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId,
        bool getInputsAndOutputs = false,
        CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return ReadAsync(running(), instanceId, getInputsAndOutputs);
    }

    public override async Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId,
        bool getInputsAndOutputs = false,
        CancellationToken cancellation = default)
    {
        var hub = running();
        await hub.Waits.UntilBegunAsync(instanceId, cancellation);
        return await ReadAsync(hub, instanceId, getInputsAndOutputs) ?? throw new InstanceNotFoundException(instanceId);
    }

    public override async Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId,
        bool getInputsAndOutputs = false,
        CancellationToken cancellation = default)
    {
        var hub = running();
        await hub.Waits.UntilEndedAsync(instanceId, cancellation);
        return await ReadAsync(hub, instanceId, getInputsAndOutputs) ?? throw new InstanceNotFoundException(instanceId);
    }

    /// <summary>Does nothing: the engine goes on without this client.</summary>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task SendAsync(string instanceId, Func<DateTime, HistoryEvent> message, string what, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        await running().Messages.SendAsync(instanceId, message, what, cancellation);
    }

    private static async Task<OrchestrationMetadata?> ReadAsync(HubRequests hub, string instanceId, bool texts)
        => await hub.Queries.FindAsync(instanceId, texts) is { } found ? InstanceMetadata.Of(found, texts) : null;

    /// <summary>The exception of Microsoft's client where an instance is only read.</summary>
    private static ArgumentException NoInstance(string instanceId) => new($"There is no instance '{instanceId}'.", nameof(instanceId));
}
