using Microsoft.DurableTask;
using CoreException = DurableTask.Core.Exceptions.TaskFailedException;

namespace Functron.Hosting.Durable.Replay;

/// <summary>Asks a policy whether a failure is one to retry. What the app has given it can be called only as Microsoft's engine calls it: with that engine's own exception.</summary>
internal static class RetryDecision
{
    public static bool Of(RetryPolicy policy, TaskFailureDetails failure) =>
        policy.Handle(new CoreException(failure.ErrorMessage) { FailureDetails = CoreFailures.Of(failure) });

    /// <summary>The same; a policy that fails by itself says no, so that the call's own failure is told.</summary>
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

    /// <summary>Whether what was called is not there, which another call would not change.</summary>
    public static bool IsOfMissingFunction(TaskFailureDetails failure) =>
        failure.ErrorType == typeof(ActivityNotFoundException).FullName
        || failure.ErrorType == typeof(OrchestratorNotFoundException).FullName;
}
