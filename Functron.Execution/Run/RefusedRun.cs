using Functron.Execution.Payloads;
using Functron.Execution.Results;

namespace Functron.Execution.Run;

/// <summary>A function that could not be started, which is its author's failure.</summary>
internal sealed class RefusedRun(
    RunAttempt attempt, StartRefusal refusal, double createMilliseconds, IPayloadStore store, TimeProvider time) : IStartedRun
{
    public Task<InvocationResult> FollowAsync(double slotMilliseconds, CancellationToken cancellationToken) =>
        RunResult.RefusedAsync(attempt, refusal, new RunTimes(slotMilliseconds, createMilliseconds), store, time);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
