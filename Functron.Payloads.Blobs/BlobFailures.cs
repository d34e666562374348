using System.Security.Authentication;
using Azure;
using Azure.Identity;

namespace Functron.Payloads.Blobs;

/// <summary>Turns the failure of a call to the blob service into the <see cref="IOException"/> that the payload store promises.</summary>
internal static class BlobFailures
{
    /// <exception cref="IOException">The call failed, or took too long.</exception>
    /// <exception cref="OperationCanceledException">The caller's token was cancelled.</exception>
    public static async Task<T> GuardAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call();
        }
        catch (Exception e) when (IsFailure(e) && !(e is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            throw Wrap(e);
        }
    }

    private static IOException Wrap(Exception failure) => new($"The payload store failed: {Words(failure)}", failure);

    // A cancellation that is not the caller's is a timeout of the client library's.
    private static bool IsFailure(Exception e) =>
        e is RequestFailedException or AggregateException or OperationCanceledException or AuthenticationFailedException
            or AuthenticationException or HttpRequestException or TimeoutException or IOException;

    private static string Words(Exception failure) => failure switch
    {
        // Its message goes on with all headers.
        RequestFailedException { ErrorCode: { Length: > 0 } code } refused => $"{FirstLine(refused.Message)} ({refused.Status} {code})",
        // One for each try, mostly all alike.
        AggregateException { InnerExceptions: { Count: > 0 } tries } => $"{Words(tries[^1])} ({tries.Count} tries)",
        OperationCanceledException or TimeoutException => "it did not answer in time.",
        _ => FirstLine(failure.Message),
    };

    private static string FirstLine(string message) => message.Split('\n')[0].TrimEnd();
}
