namespace Functron.Hosting.Durable.Replay;

/// <summary>The orchestrator's code does not do what its history has.</summary>
public sealed class NonDeterministicOrchestrationException(string mismatch)
    : InvalidOperationException($"The orchestrator is not deterministic: {mismatch}.");

/// <summary>The orchestrator awaited something that a replay cannot repeat.</summary>
internal sealed class ForeignAwaitException()
    : InvalidOperationException(
        "An orchestrator may only await tasks of its context: this one awaited something else (Task.Delay, Task.Run, input or output, "
        + "or ConfigureAwait(false)), which cannot be replayed. Such work belongs in an activity.");

/// <summary>The host has no orchestrator of the name the instance was started with.</summary>
internal sealed class OrchestratorNotFoundException(string name)
    : InvalidOperationException($"There is no orchestrator named '{name}'.");

/// <summary>The host has no activity of the name the orchestrator called.</summary>
internal sealed class ActivityNotFoundException(string name)
    : InvalidOperationException($"There is no activity named '{name}'.");
