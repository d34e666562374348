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
    /// <exception cref="ArgumentException">There is no orchestrator of that name, or no instance can have that id.</exception>
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

    public virtual Task SuspendInstanceAsync(string instanceId, CancellationToken cancellation)
        => SuspendInstanceAsync(instanceId, null, cancellation);

    /// <summary>Lets what happens to the instance wait until it is resumed; what it has begun goes on.</summary>
    /// <exception cref="Functron.Hosting.Durable.InstanceNotFoundException">Unknown id.</exception>
    /// <exception cref="Functron.Hosting.Durable.InstanceEndedException">The instance has ended.</exception>
    /// <exception cref="IOException">It could not be stored.</exception>
    public abstract Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default);

    public virtual Task ResumeInstanceAsync(string instanceId, CancellationToken cancellation)
        => ResumeInstanceAsync(instanceId, null, cancellation);

    /// <inheritdoc cref="SuspendInstanceAsync(string, string?, CancellationToken)" path="/exception"/>
    public abstract Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default);

    /// <summary>The instances that match, in the order in which they were started.</summary>
    public abstract AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null);

    public virtual Task<PurgeResult> PurgeInstanceAsync(string instanceId, CancellationToken cancellation)
        => PurgeInstanceAsync(instanceId, null, cancellation);

    /// <summary>Forgets an instance that has ended; of one that is unknown or has not, nothing.</summary>
    /// <exception cref="IOException">It could not be stored.</exception>
    public virtual Task<PurgeResult> PurgeInstanceAsync(string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
        => throw new NotSupportedException($"{GetType()} cannot purge instances.");

    public virtual Task<PurgeResult> PurgeAllInstancesAsync(PurgeInstancesFilter filter, CancellationToken cancellation)
        => PurgeAllInstancesAsync(filter, null, cancellation);

    /// <summary>Forgets the instances that match and have ended.</summary>
    /// <exception cref="IOException">It could not be stored.</exception>
    public virtual Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter,
        PurgeInstanceOptions? options = null,
        CancellationToken cancellation = default)
        => throw new NotSupportedException($"{GetType()} cannot purge instances.");

    /// <summary>Starts the same orchestrator with the same input again.</summary>
    /// <returns>The id of the started instance.</returns>
    /// <exception cref="ArgumentException">Unknown id, or there is no orchestrator of its name any more.</exception>
    /// <exception cref="Functron.Hosting.Durable.InstanceExistsException">It was to have the same id, and the instance has not ended.</exception>
    public virtual Task<string> RestartAsync(string instanceId, bool restartWithNewInstanceId = false, CancellationToken cancellation = default)
        => throw new NotSupportedException($"{GetType()} cannot restart instances.");

    /// <summary>Lets a failed instance go on from before its failure: what failed is called again.</summary>
    /// <exception cref="Functron.Hosting.Durable.InstanceNotFoundException">Unknown id.</exception>
    /// <exception cref="Functron.Hosting.Durable.InstanceEndedException">The instance has ended otherwise.</exception>
    /// <exception cref="Functron.Hosting.Durable.InstanceNotFailedException">The instance has not ended.</exception>
    /// <exception cref="IOException">It could not be stored.</exception>
    public virtual Task RewindInstanceAsync(string instanceId, string reason, CancellationToken cancellation = default)
        => throw new NotSupportedException($"{GetType()} cannot rewind instances.");

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
