using Functron.Execution.Results;
using Functron.FunctionApp.Orchestration;
using Microsoft.DurableTask.Client;

namespace Functron.FunctionApp.Answering;

/// <summary>
/// Waits for an invocation's result, in the same way on both hosts. The store wakes the waiter at once for a result that this process
/// writes, and finds another worker's result by polling. The instance is polled, too, because it may end without a result.
/// </summary>
public sealed class AnswerWaiter(ResultStore results, TimeProvider time)
{
    // Only failures and terminations are found by polling, and below a Functions host each poll is a request to the storage.
    private static readonly TimeSpan ShortestLook = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestLook = TimeSpan.FromMilliseconds(500);

    /// <summary>How long looks may fail before the wait does.</summary>
    private static readonly TimeSpan OutOfSightLimit = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan TerminatedGrace = TimeSpan.FromSeconds(2);

    /// <param name="waitSeconds">How long to wait at most; 0: as long as it takes.</param>
    internal async Task<Answer> WaitAsync(
        DurableTaskClient client, string instanceId, double waitSeconds, CancellationToken cancellationToken)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var result = results.WaitAsync(instanceId, done.Token);
            var otherwise = UntilEndedOrOverdueAsync(client, instanceId, waitSeconds, done.Token);
            if (await Task.WhenAny(result, otherwise) == result)
                return new Answer(AnswerKind.Result, await result, "");

            // A terminated instance ends before its function does: what that one leaves is worth a short wait.
            var answer = await otherwise;
            if (answer.Kind == AnswerKind.Terminated)
                await Task.WhenAny(result, Task.Delay(TerminatedGrace, time, done.Token));
            return await results.ReadAsync(instanceId, cancellationToken) is { } late ? new Answer(AnswerKind.Result, late, "") : answer;
        }
        finally
        {
            await done.CancelAsync();
        }
    }

    private async Task<Answer> UntilEndedOrOverdueAsync(
        DurableTaskClient client, string instanceId, double waitSeconds, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var lastSeen = started;
        for (var look = ShortestLook; ; look = look * 1.5 < LongestLook ? look * 1.5 : LongestLook)
        {
            await Task.Delay(look, time, cancellationToken);

            // Ended without a result: the platform failed, or somebody terminated it.
            try
            {
                var instance = await client.GetInstanceAsync(instanceId, getInputsAndOutputs: true, cancellationToken);
                lastSeen = time.GetTimestamp();
                if (instance is null or { IsCompleted: true })
                    return WithoutResult(instance, instanceId);
            }
            catch (Exception) when (!cancellationToken.IsCancellationRequested && time.GetElapsedTime(lastSeen) < OutOfSightLimit)
            {
                // The next look may succeed; the invocation does not depend on it.
            }

            if (waitSeconds > 0 && time.GetElapsedTime(started).TotalSeconds >= waitSeconds)
                return new Answer(AnswerKind.StillRunning, null, "Still running");
        }
    }

    /// <summary>Why an ended instance has no result, in words for the caller.</summary>
    internal static Answer WithoutResult(OrchestrationMetadata? instance, string instanceId)
    {
        if (instance is null)
            return new Answer(AnswerKind.Failed, null, $"Invocation '{instanceId}' was purged while it was waited for.");
        if (instance.RuntimeStatus == OrchestrationRuntimeStatus.Terminated)
            return new Answer(AnswerKind.Terminated, null, $"Invocation '{instanceId}' was terminated.");

        var failure = InvocationFailure.Read(instance.SerializedCustomStatus)
            ?? (instance.FailureDetails is { } details ? InvocationFailure.Of(details) : null);
        return failure is { MayPass: true }
            ? new Answer(AnswerKind.Unavailable, null, failure.Message)
            : new Answer(AnswerKind.Failed, null, failure?.Message ?? instance.SerializedOutput ?? "The invocation failed.");
    }
}
