using Functron.Execution.Engine;
using Microsoft.DurableTask;

namespace Functron.FunctionApp.Orchestration;

/// <summary>
/// Which failures of an activity the orchestrator tries again. An instance keeps the retries with which it began, because a replay has to
/// decide what its history says.
/// </summary>
internal sealed record Retries(TaskOptions? Build, TaskOptions Run, TaskOptions Cancel, TaskOptions? CleanUp)
{
    /// <summary>The namespaces that activities throw exceptions of. A failure of another type did not come from one.</summary>
    private static readonly string[] OfActivities = ["System.", "Functron.", "Docker.", "Azure.", "ICSharpCode.", "Microsoft.Extensions."];

    /// <summary>
    /// A run that lost the engine finds its function again when the engine is back, so half a minute of retries is worth it.
    /// </summary>
    private static readonly Retries First = new(
        Build: null,
        Run: When(failure => failure.IsCausedBy<EngineUnreachableException>()),
        Cancel: TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromSeconds(1), backoffCoefficient: 2)),
        CleanUp: null);

    /// <summary>
    /// Some hosts fail an activity when its worker ends, instead of giving it to the next worker. Every phase goes on from what it finds,
    /// so it may be given to the next worker again. The same holds after a remote store was away: the function's output is still where it
    /// was. A cancel is tried for half a minute, as long as a run is.
    /// </summary>
    private static readonly Retries Second = new(
        Build: When(MayBeRepeated),
        Run: When(failure => failure.IsCausedBy<EngineUnreachableException>() || MayBeRepeated(failure)),
        Cancel: TaskOptions.FromRetryPolicy(new RetryPolicy(6, TimeSpan.FromSeconds(1), backoffCoefficient: 2)),
        CleanUp: When(MayBeRepeated));

    public static Retries For(InvocationTicket ticket) => ticket.Course < InvocationTicket.RepeatsLostWorkers ? First : Second;

    /// <summary>Whether the activity did not fail but was not finished: its worker died, or was told to stop.</summary>
    public static bool IsLostWorker(TaskFailureDetails failure)
    {
        var cause = failure;
        while (cause.ErrorType == typeof(TaskFailedException).FullName && cause.InnerFailure is { } inner)
            cause = inner;
        return cause.IsCausedBy<OperationCanceledException>()
            || !OfActivities.Any(prefix => cause.ErrorType.StartsWith(prefix, StringComparison.Ordinal));
    }

    private static bool MayBeRepeated(TaskFailureDetails failure) => IsLostWorker(failure) || IsRemoteStore(failure);

    /// <summary>A full disk stays full; a storage account that did not answer may answer the next time.</summary>
    private static bool IsRemoteStore(TaskFailureDetails? failure) =>
        failure is not null
        && (failure.ErrorType == typeof(IOException).FullName && InvocationFailure.IsOfRemoteStore(failure.ErrorMessage)
            || IsRemoteStore(failure.InnerFailure));

    private static TaskOptions When(Func<TaskFailureDetails, bool> handled) => TaskOptions.FromRetryPolicy(
        new RetryPolicy(8, TimeSpan.FromSeconds(0.5), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromSeconds(10))
        {
            HandleFailure = handled,
        });
}
