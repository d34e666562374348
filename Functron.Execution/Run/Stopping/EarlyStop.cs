using Functron.Execution.Payloads;
using Functron.Execution.Results;

namespace Functron.Execution.Run.Stopping;

/// <summary>Ends a run that was stopped before its function started: there is nothing to kill, only a result to write.</summary>
internal sealed class EarlyStop(StopIntents intents, ResultStore results, HostStopping host, TimeProvider time)
{
    /// <summary>Writes the result of a run that was stopped in its queue, in its build or before its start.</summary>
    /// <param name="attempt">The attempt that was to start.</param>
    /// <exception cref="OperationCanceledException">It is the host that stops, not the run: nothing was written.</exception>
    public async Task<InvocationResult> EndAsync(RunAttempt attempt, CancellationToken callers)
    {
        if (callers.IsCancellationRequested && host.IsStopping)
            throw new OperationCanceledException(callers);

        var (order, build) = (attempt.Order, attempt.Build);
        var reason = await intents.ReadAsync(order, CancellationToken.None)
            ?? await intents.TryRecordAsync(order, StopReason.Cancel, CancellationToken.None);
        var result = new InvocationResult(
            order.InstanceId,
            order.RunId,
            reason == StopReason.Timeout ? Ending.TimedOut : Ending.Cancelled,
            ExitCode: null,
            Stdout: Payload.Empty,
            Stderr: Payload.Empty,
            OutputTruncated: false,
            OutOfMemory: false,
            build?.Log ?? Payload.Empty,
            BuildError: "",
            order.ResourceName(),
            build?.ImageId,
            attempt.Number,
            new PhaseTimings(
                build?.QueueMilliseconds,
                build?.BuildMilliseconds,
                null,
                null,
                null,
                null,
                (time.GetUtcNow() - attempt.Invocation.AcceptedAt).TotalMilliseconds));
        await results.TryWriteAsync(result, CancellationToken.None);
        return await results.ReadAsync(order, CancellationToken.None) ?? result;
    }
}
