using System.Text.Json;
using Functron.Execution.Engine;
using Microsoft.DurableTask;

namespace Functron.FunctionApp.Orchestration;

/// <summary>
/// Why the platform failed an invocation. The orchestrator leaves it as the last custom status, because not every host keeps the failure of
/// an instance in a form that a program can read.
/// </summary>
/// <param name="MayPass">Whether the same request may succeed later: the engine did not answer, the store failed, a worker was
/// lost.</param>
internal sealed record InvocationFailure(bool MayPass, string Message)
{
    public static InvocationFailure Of(TaskFailureDetails failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerFailure)
        {
            if (cause.ErrorType == typeof(EngineUnreachableException).FullName
                || cause.ErrorType == typeof(EngineTimeoutException).FullName)
                return new InvocationFailure(true, cause.ErrorMessage);
            if (cause.ErrorType == typeof(IOException).FullName)
                return new InvocationFailure(true, StoreWords(cause.ErrorMessage));
        }

        if (Retries.IsLostWorker(failure))
            return new InvocationFailure(
                true, $"The worker that carried it out was lost, again and again: {failure.ErrorMessage} Send the request again.");

        // The orchestrator's own failure only says which activity failed; what that one said is for the caller.
        return new InvocationFailure(
            false,
            failure is { InnerFailure: { } inner } && failure.ErrorType == typeof(TaskFailedException).FullName
                ? inner.ErrorMessage
                : failure.ErrorMessage);
    }

    /// <summary>The words for a failed store, which name the store.</summary>
    public static string StoreWords(string message) =>
        IsOfRemoteStore(message) ? message : $"The data directory failed: {message}";

    /// <summary>A remote store names itself in its message. Any other failed store is the data directory.</summary>
    public static bool IsOfRemoteStore(string message) => message.StartsWith("The payload store failed", StringComparison.Ordinal);

    /// <returns>Null when the status is none of these: an instance has its phase there until then.</returns>
    public static InvocationFailure? Read(string? customStatus)
    {
        try
        {
            if (customStatus is null)
                return null;
            var failure = JsonSerializer.Deserialize<InvocationFailure>(customStatus, JsonSerializerOptions.Web);
            return failure is { Message: not null } ? failure : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
