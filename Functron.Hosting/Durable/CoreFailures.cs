using DurableTask.Core;

using Microsoft.DurableTask;

namespace Functron.Hosting.Durable;

/// <summary>Failures in the type of Microsoft's engine. Some members of the abstract types ask for it.</summary>
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
