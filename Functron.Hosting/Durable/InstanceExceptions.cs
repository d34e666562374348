using Microsoft.DurableTask.Client;

namespace Functron.Hosting.Durable;

/// <summary>There is no instance of that id.</summary>
public sealed class InstanceNotFoundException(string instanceId)
    : InvalidOperationException($"There is no instance '{instanceId}'.")
{
    public string InstanceId { get; } = instanceId;
}

/// <summary>The instance has ended, so it takes no events and no commands.</summary>
public sealed class InstanceEndedException(string instanceId)
    : InvalidOperationException($"The instance '{instanceId}' has ended.")
{
    public string InstanceId { get; } = instanceId;
}

/// <summary>The instance has not failed, so there is nothing to rewind.</summary>
public sealed class InstanceNotFailedException(string instanceId, OrchestrationRuntimeStatus status)
    : InvalidOperationException($"The instance '{instanceId}' has not failed: its status is {status}.")
{
    public string InstanceId { get; } = instanceId;

    /// <summary>The status that it has.</summary>
    public OrchestrationRuntimeStatus Status { get; } = status;
}

/// <summary>An instance of that id exists and has not ended, so no other can start.</summary>
public sealed class InstanceExistsException(string instanceId)
    : InvalidOperationException($"An instance '{instanceId}' exists and has not ended.")
{
    public string InstanceId { get; } = instanceId;
}

/// <summary>The engine is not started, or it is stopping. What is stored goes on at the next start.</summary>
public sealed class EngineStoppedException()
    : InvalidOperationException("The durable engine is not running.");

/// <summary>The failure that a parent sees when its sub-orchestration was terminated.</summary>
internal sealed class SubOrchestrationTerminatedException(string instanceId)
    : InvalidOperationException($"The sub-orchestration '{instanceId}' was terminated.");
