using Functron.Hosting.Durable.History;

namespace Functron.Hosting.Durable.Replay;

/// <summary>Finds where an orchestrator's code asks for something else than its history has.</summary>
internal static class Mismatch
{
    /// <summary>Takes the next action that the code asked for and compares it. Null when it is the same.</summary>
    public static string? Of(ActionEvent recorded, Queue<ActionEvent> asked, OrchestratorRun run)
    {
        if (!asked.TryDequeue(out var now))
            return $"its history has {Describe(recorded)} where the code now {(run.Ended ? End(run) : "asks for nothing")}";
        return Same(recorded, now) ? null : $"its history has {Describe(recorded)} where the code now asks for {Describe(now)}";
    }

    /// <summary>Null when the code, like the recorded turn, asks for nothing more and has not ended.</summary>
    public static string? AtEndOfTurn(Queue<ActionEvent> asked, OrchestratorRun run)
    {
        if (asked.TryPeek(out var excess))
            return $"the code now asks for {Describe(excess)} where its history has nothing";
        return run.Ended ? $"the code now {End(run)} where its history goes on" : null;
    }

    // The time of a timer is not compared: it may depend on configuration that has changed since. The recorded time counts.
    private static bool Same(ActionEvent recorded, ActionEvent now) => (recorded, now) switch
    {
        (TaskScheduled then, TaskScheduled call) => string.Equals(then.Name, call.Name, StringComparison.OrdinalIgnoreCase),
        (SubOrchestrationInstanceCreated then, SubOrchestrationInstanceCreated call)
            => string.Equals(then.Name, call.Name, StringComparison.OrdinalIgnoreCase),
        _ => recorded.GetType() == now.GetType(),
    };

    private static string Describe(ActionEvent action) => action switch
    {
        TaskScheduled call => $"{nameof(TaskScheduled)} '{call.Name}' (#{call.EventId})",
        SubOrchestrationInstanceCreated call => $"{nameof(SubOrchestrationInstanceCreated)} '{call.Name}' (#{call.EventId})",
        _ => $"{action.GetType().Name} (#{action.EventId})",
    };

    private static string End(OrchestratorRun run)
        => run.Failure is { } failure ? $"fails ({failure.GetType()}: {failure.Message})" : "ends";
}
