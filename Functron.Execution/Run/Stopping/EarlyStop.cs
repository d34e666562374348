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

        var order = attempt.Order;
        var reason = await intents.ReadAsync(order, CancellationToken.None)
            ?? await intents.TryRecordAsync(order, StopReason.Cancel, CancellationToken.None);
        var ending = reason == StopReason.Timeout ? Ending.TimedOut : Ending.Cancelled;
        var result = RunResult.Of(order, attempt.Invocation, attempt.Build, ending, time) with { Attempt = attempt.Number };
        await results.TryWriteAsync(result, CancellationToken.None);
        return await results.ReadAsync(order, CancellationToken.None) ?? result;
    }
}
