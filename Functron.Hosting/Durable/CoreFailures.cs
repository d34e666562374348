using DurableTask.Core;

using Microsoft.DurableTask;

namespace Functron.Hosting.Durable;

/// <summary>Failures as Microsoft's engine has them; some of its types are asked for below the abstract ones.</summary>
internal static class CoreFailures
{
    public static FailureDetails Of(TaskFailureDetails failure) => new(
        failure.ErrorType,
        failure.ErrorMessage,
        failure.StackTrace,
        failure.InnerFailure is { } inner ? Of(inner) : null,
        isNonRetriable: false,
        failure.Properties);
}
