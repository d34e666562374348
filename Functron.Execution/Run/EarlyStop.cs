using Functron.Execution.Build;
using Functron.Execution.Requests;
using Functron.Execution.Results;

namespace Functron.Execution.Run;

/// <summary>Ends a run that was stopped before its function started.</summary>
public sealed class EarlyStop(StopIntents intents, ResultStore results, HostStopping host, TimeProvider time)
{
    /// <summary>Writes the result of a run that was stopped in its queue, its build or before its start.</summary>
    /// <param name="attempt">The attempt that was to start.</param>
    /// <exception cref="OperationCanceledException">It is the host that stops, not the run: nothing was written.</exception>
    public async Task<InvocationResult> EndAsync(RunOrder order, Invocation invocation, BuildRecord? build, int attempt, CancellationToken callers)
    {
        if (callers.IsCancellationRequested && host.IsStopping)
            throw new OperationCanceledException(callers);

        var reason = await intents.ReadAsync(order, CancellationToken.None)
            ?? await intents.TryRecordAsync(order, StopReason.Cancel, CancellationToken.None);
        var ending = reason == StopReason.Timeout ? Ending.TimedOut : Ending.Cancelled;
        var result = RunResult.Of(order, invocation, build, ending, time) with { Attempt = attempt };
        await results.TryWriteAsync(result, CancellationToken.None);
        return await results.ReadAsync(order, CancellationToken.None) ?? result;
    }
}
