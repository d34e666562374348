using Microsoft.DurableTask;
using CoreException = DurableTask.Core.Exceptions.TaskFailedException;

namespace Functron.Hosting.Durable.Replay;

/// <summary>
/// Asks a retry policy whether a call is tried again after a failure. The app's handler in it can only be called as Microsoft's engine
/// does it: with that engine's own exception.
/// </summary>
internal static class RetryDecision
{
    public static bool Of(RetryPolicy policy, TaskFailureDetails failure) =>
        policy.Handle(new CoreException(failure.ErrorMessage) { FailureDetails = CoreFailures.Of(failure) });

    /// <summary>The same, but a handler that throws means "no": the orchestrator then gets the failure of the call.</summary>
    public static bool OfAny(RetryPolicy policy, TaskFailureDetails failure)
    {
        try
        {
            return Of(policy, failure);
        }
        catch (Exception)
        {
            return false;
        }
    }

    /// <summary>Whether the called function does not exist. Another call would not change that.</summary>
    public static bool IsOfMissingFunction(TaskFailureDetails failure) =>
        failure.ErrorType == typeof(ActivityNotFoundException).FullName
        || failure.ErrorType == typeof(OrchestratorNotFoundException).FullName;
}
