using Functron.Hosting.Durable.History;
using Functron.Hosting.Functions;

using Microsoft.Extensions.Logging;

namespace Functron.Hosting.Durable.Replay;

/// <summary>All that a turn's outcome follows from.</summary>
/// <param name="Orchestrator">Null when the host has none of the instance's name.</param>
/// <param name="Past">The history so far: whole turns, each from OrchestratorStarted to OrchestratorCompleted.</param>
/// <param name="Messages">What has happened since, in order of arrival; ExecutionStarted is the first of a first turn.</param>
/// <param name="Now">UTC, when the turn begins.</param>
internal sealed record TurnInput(
    string InstanceId,
    OrchestratorFunction? Orchestrator,
    IReadOnlyList<HistoryEvent> Past,
    IReadOnlyList<HistoryEvent> Messages,
    DateTime Now)
{
    public required ILoggerFactory Loggers { get; init; }

    /// <summary>What was found out about the instance since its last turn, and fails it.</summary>
    public Exception? Fault { get; init; }

    /// <summary>Told, from any thread, when code of the orchestrator turns up outside its turn after the turn has ended.</summary>
    public Action LateForeignUse { get; init; } = static () => { };
}
