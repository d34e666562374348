using Functron.Hosting.Durable.Dispatch.Live;
using Functron.Hosting.Durable.History;
using Functron.Hosting.Durable.Replay;
using Functron.Hosting.Functions;

using Microsoft.Extensions.Logging;

namespace Functron.Hosting.Durable.Dispatch.Turns;

/// <summary>Lets the orchestrator of an instance decide. Nothing is stored or told here.</summary>
internal sealed class TurnRuns(IDurableFunctions functions, TimeProvider clock, ILoggerFactory loggers)
{
    /// <param name="past">The history before the turn.</param>
    /// <param name="lateForeignUse">Called, from any thread, when the orchestrator's code is seen outside its turn later on.</param>
    public TurnOutcome Run(TakenTurn turn, IReadOnlyList<HistoryEvent> past, Action lateForeignUse) => OrchestratorTurn.Run(new TurnInput(
        turn.Instance.Id,
        functions.FindOrchestrator(turn.Instance.Name),
        past,
        [.. turn.Messages.Select(message => message.Event)],
        clock.GetUtcNow().UtcDateTime)
    {
        Loggers = loggers,
        Fault = turn.Fault,
        LateForeignUse = lateForeignUse,
    });

    /// <summary>The end of an instance whose turn cannot be taken or stored, with as little as an end needs.</summary>
    /// <param name="fault">Fails the instance, unless it is to be terminated.</param>
    public TurnOutcome End(TakenTurn turn, Exception fault) => OrchestratorTurn.Run(new TurnInput(
        turn.Instance.Id,
        null,
        [],
        [.. turn.Messages.Select(message => message.Event).Where(happened => happened is ExecutionStarted or ExecutionTerminated)],
        clock.GetUtcNow().UtcDateTime)
    {
        Loggers = loggers,
        Fault = fault,
    });
}
