using Microsoft.DurableTask;

namespace Functron.Hosting.Functions;

/// <summary>The orchestrators and activities that the durable engine can call, found by name without regard to case.</summary>
public interface IDurableFunctions
{
    /// <summary>Null when there is none of that name.</summary>
    OrchestratorFunction? FindOrchestrator(string name);

    /// <summary>Null when there is none of that name.</summary>
    ActivityFunction? FindActivity(string name);
}

/// <param name="InvokeAsync">
/// Runs the orchestrator on the given context, on the calling thread until its first await; gives its return value (null for none).
/// </param>
public sealed record OrchestratorFunction(string Name, Func<TaskOrchestrationContext, Task<object?>> InvokeAsync);

/// <param name="InvokeAsync">Runs the activity in a service scope of its own; gives its return value (null for none).</param>
public sealed record ActivityFunction(string Name, Func<ActivityCall, Task<object?>> InvokeAsync);

/// <summary>One execution of an activity.</summary>
/// <param name="InputJson">The input as JSON; null for none.</param>
/// <param name="CancellationToken">Cancelled when the instance is terminated and when the host stops.</param>
public sealed record ActivityCall(string InstanceId, string Name, string? InputJson, CancellationToken CancellationToken);
