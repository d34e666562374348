using Functron.Hosting.Durable.History;
using Functron.Hosting.Functions;

using Microsoft.Extensions.Logging;

namespace Functron.Hosting.Durable.Replay;

/// <summary>All that the outcome of a turn depends on.</summary>
/// <param name="Orchestrator">Null when the host has none of the instance's name.</param>
/// <param name="Past">The history so far: whole turns, each from OrchestratorStarted to OrchestratorCompleted.</param>
/// <param name="Messages">What has happened since, in order of arrival. A first turn has ExecutionStarted among them.</param>
/// <param name="Now">The time when the turn begins, in UTC.</param>
internal sealed record TurnInput(
    string InstanceId,
    OrchestratorFunction? Orchestrator,
    IReadOnlyList<HistoryEvent> Past,
    IReadOnlyList<HistoryEvent> Messages,
    DateTime Now)
{
    public required ILoggerFactory Loggers { get; init; }

    /// <summary>Found out since the last turn; it fails the instance. Null for none.</summary>
    public Exception? Fault { get; init; }

    /// <summary>Called, from any thread, when the orchestrator's code is seen after its turn has ended.</summary>
    public Action LateForeignUse { get; init; } = static () => { };
}
