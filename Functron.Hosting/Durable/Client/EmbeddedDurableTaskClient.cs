using Functron.Hosting.Durable.Dispatch;
using Functron.Hosting.Durable.History;
using Functron.Hosting.Durable.Storage;

using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Functron.Hosting.Durable.Client;

/// <summary>The client of the engine in this process.</summary>
/// <param name="running">Gives the dispatcher; throws <see cref="EngineStoppedException"/> when the engine does not run.</param>
internal sealed class EmbeddedDurableTaskClient(string hubName, Func<Dispatcher> running) : DurableTaskClient(hubName)
{
    private long _lastKey;
    private long _lastSequence;

    /// <summary>Sets the numbers that new executions and messages follow.</summary>
    public void ContinueAfter(long lastKey, long lastSequence) => (_lastKey, _lastSequence) = (lastKey, lastSequence);

    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName,
        object? input = null,
        StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var dispatcher = running();
        if (dispatcher.Functions.FindOrchestrator(orchestratorName) is not { } orchestrator)
            throw new ArgumentException($"There is no orchestrator named '{orchestratorName}'.", nameof(orchestratorName));

        var created = new NewInstance(
            Interlocked.Increment(ref _lastKey),
            string.IsNullOrEmpty(options?.InstanceId) ? Guid.NewGuid().ToString("N") : options.InstanceId,
            orchestrator.Name,
            Guid.NewGuid().ToString("N"),
            dispatcher.Now,
            options?.StartAt?.UtcDateTime,
            DurableJson.Write(input));
        var instance = new LiveInstance(created.Id, created.Key, created.Name)
        {
            Start = new ExecutionStarted(created.CreatedAt, created.Name, created.ExecutionId, created.Input),
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

    public override async Task RaiseEventAsync(
        string instanceId,
        string eventName,
        object? eventPayload = null,
        CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        cancellation.ThrowIfCancellationRequested();
        var dispatcher = running();
        var instance = await dispatcher.Live.FindAsync(instanceId, cancellation) ?? throw await NotLiveAsync(dispatcher, instanceId);
        var raised = new EventRaised(dispatcher.Now, eventName, DurableJson.Write(eventPayload));
        var sequence = Interlocked.Increment(ref _lastSequence);
        var added = dispatcher.Store.AddMessageAsync(instance.Key, sequence, raised);
        if (!await StoreFailure.TellAsync(added, $"the event '{eventName}' of instance '{instanceId}'"))
            throw await NotLiveAsync(dispatcher, instanceId);
        dispatcher.Post(instance, new Message(raised, sequence));
    }

    public override async Task TerminateInstanceAsync(
        string instanceId,
        TerminateInstanceOptions? options = null,
        CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var dispatcher = running();
        var instance = await dispatcher.Live.FindAsync(instanceId, cancellation) ?? throw await NotLiveAsync(dispatcher, instanceId);

        // No message on disk: the turn that takes it, and that this waits for, is the end itself.
        dispatcher.Post(instance, new Message(new ExecutionTerminated(dispatcher.Now, DurableJson.Write(options?.Output))));
        await instance.End.Task.WaitAsync(cancellation);
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

    private static OrchestrationMetadata Metadata(StoredInstance stored, bool texts) => new(stored.Name, stored.Id)
    {
        RuntimeStatus = stored.Status,
        CreatedAt = stored.CreatedAt,
        LastUpdatedAt = stored.UpdatedAt,
        SerializedInput = stored.Input,
        SerializedOutput = stored.Output,
        SerializedCustomStatus = stored.CustomStatus,
        FailureDetails = stored.Failure,
        HasInputsAndOutputs = texts,
    };

    private static async Task<OrchestrationMetadata?> ReadAsync(Dispatcher dispatcher, string instanceId, bool texts)
        => await dispatcher.Store.FindAsync(instanceId, texts) is { } found ? Metadata(found, texts) : null;

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
