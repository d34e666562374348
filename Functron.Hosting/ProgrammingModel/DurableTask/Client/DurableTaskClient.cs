namespace Microsoft.DurableTask.Client;

/// <summary>Starts, asks after, signals and ends orchestration instances.</summary>
/// <remarks>
/// In the embedded host every operation that changes something is durable before its task completes. Its errors:
/// <see cref="Functron.Hosting.Durable.InstanceNotFoundException"/>, <see cref="Functron.Hosting.Durable.InstanceEndedException"/> and
/// <see cref="Functron.Hosting.Durable.InstanceExistsException"/>, each an <see cref="InvalidOperationException"/>.
/// </remarks>
public abstract class DurableTaskClient(string name) : IAsyncDisposable
{
    /// <summary>The name of the task hub.</summary>
    public string Name { get; } = name;

    public virtual Task<string> ScheduleNewOrchestrationInstanceAsync(TaskName orchestratorName, CancellationToken cancellation)
        => ScheduleNewOrchestrationInstanceAsync(orchestratorName, null, null, cancellation);

    public virtual Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName,
        object? input,
        CancellationToken cancellation)
        => ScheduleNewOrchestrationInstanceAsync(orchestratorName, input, null, cancellation);

    public virtual Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName,
        StartOrchestrationOptions options,
        CancellationToken cancellation = default)
        => ScheduleNewOrchestrationInstanceAsync(orchestratorName, null, options, cancellation);

    /// <summary>Starts an instance and gives its id. An ended instance of the same id is replaced.</summary>
    /// <exception cref="Functron.Hosting.Durable.InstanceExistsException">An instance of that id has not ended.</exception>
    /// <exception cref="ArgumentException">There is no orchestrator of that name.</exception>
    /// <exception cref="IOException">The start could not be stored.</exception>
    public abstract Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName,
        object? input = null,
        StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default);

    public virtual Task RaiseEventAsync(string instanceId, string eventName, CancellationToken cancellation)
        => RaiseEventAsync(instanceId, eventName, null, cancellation);

    /// <exception cref="Functron.Hosting.Durable.InstanceNotFoundException">Unknown id.</exception>
    /// <exception cref="Functron.Hosting.Durable.InstanceEndedException">The instance has ended.</exception>
    /// <exception cref="IOException">The event could not be stored.</exception>
    public abstract Task RaiseEventAsync(
        string instanceId,
        string eventName,
        object? eventPayload = null,
        CancellationToken cancellation = default);

    public virtual Task<OrchestrationMetadata> WaitForInstanceStartAsync(string instanceId, CancellationToken cancellation)
        => WaitForInstanceStartAsync(instanceId, false, cancellation);

    /// <exception cref="Functron.Hosting.Durable.InstanceNotFoundException">Unknown id.</exception>
    public abstract Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId,
        bool getInputsAndOutputs = false,
        CancellationToken cancellation = default);

    public virtual Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(string instanceId, CancellationToken cancellation)
        => WaitForInstanceCompletionAsync(instanceId, false, cancellation);

    /// <exception cref="Functron.Hosting.Durable.InstanceNotFoundException">Unknown id.</exception>
    public abstract Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId,
        bool getInputsAndOutputs = false,
        CancellationToken cancellation = default);

    public virtual Task TerminateInstanceAsync(string instanceId, CancellationToken cancellation)
        => TerminateInstanceAsync(instanceId, (TerminateInstanceOptions?)null, cancellation);

    public virtual Task TerminateInstanceAsync(string instanceId, object? output, CancellationToken cancellation = default)
        => TerminateInstanceAsync(instanceId, output as TerminateInstanceOptions ?? new TerminateInstanceOptions(output), cancellation);

    /// <summary>Ends the instance as it stands; its running activities get their token cancelled.</summary>
    /// <exception cref="Functron.Hosting.Durable.InstanceNotFoundException">Unknown id.</exception>
    /// <exception cref="Functron.Hosting.Durable.InstanceEndedException">The instance has ended.</exception>
    /// <exception cref="IOException">The end could not be stored.</exception>
    public virtual Task TerminateInstanceAsync(
        string instanceId,
        TerminateInstanceOptions? options = null,
        CancellationToken cancellation = default)
        => throw new NotSupportedException($"{GetType()} cannot terminate instances.");

    public virtual Task<OrchestrationMetadata?> GetInstanceAsync(string instanceId, CancellationToken cancellation)
        => GetInstanceAsync(instanceId, false, cancellation);

    /// <summary>Null for an unknown id.</summary>
    public virtual Task<OrchestrationMetadata?> GetInstanceAsync(
        string instanceId,
        bool getInputsAndOutputs = false,
        CancellationToken cancellation = default)
        => GetInstancesAsync(instanceId, getInputsAndOutputs, cancellation);

    public virtual Task<OrchestrationMetadata?> GetInstancesAsync(string instanceId, CancellationToken cancellation)
        => GetInstancesAsync(instanceId, false, cancellation);

    /// <summary>Null for an unknown id.</summary>
    public abstract Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId,
        bool getInputsAndOutputs = false,
        CancellationToken cancellation = default);

    public abstract ValueTask DisposeAsync();
}
