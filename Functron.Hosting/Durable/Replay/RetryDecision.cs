using Microsoft.DurableTask;
using CoreException = DurableTask.Core.Exceptions.TaskFailedException;

namespace Functron.Hosting.Durable.Replay;

/// <summary>Asks a policy whether a failure is one to retry. What the app has given it can be called only as Microsoft's engine calls it: with that engine's own exception.</summary>
internal static class RetryDecision
{
    public static bool Of(RetryPolicy policy, TaskFailureDetails failure) =>
        policy.Handle(new CoreException(failure.ErrorMessage) { FailureDetails = CoreFailures.Of(failure) });
}
