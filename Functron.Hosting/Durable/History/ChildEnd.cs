using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Functron.Hosting.Durable.History;

/// <summary>What a parent is told of the end of its sub-orchestration.</summary>
internal static class ChildEnd
{
    /// <param name="childId">The id of the sub-orchestration.</param>
    /// <param name="taskId">Of the call that started it.</param>
    /// <param name="time">Of its end; UTC.</param>
    /// <param name="status">With which it ended.</param>
    /// <param name="output">JSON; not used for a failure or a termination.</param>
    /// <param name="failure">Null when it has not failed.</param>
    public static HistoryEvent Of(
        string childId, int taskId, DateTime time, OrchestrationRuntimeStatus status, string? output, TaskFailureDetails? failure)
    {
        var cause = failure ?? (status == OrchestrationRuntimeStatus.Terminated
            ? Failures.Of(new SubOrchestrationTerminatedException(childId))
            : null);
        return cause is null
            ? new SubOrchestrationInstanceCompleted(time, taskId, output)
            : new SubOrchestrationInstanceFailed(time, taskId, cause);
    }
}
