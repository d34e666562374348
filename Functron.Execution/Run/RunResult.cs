using Functron.Execution.Payloads;
using Functron.Execution.Results;

namespace Functron.Execution.Run;

/// <summary>Makes the result of a run that got as far as its container.</summary>
internal static class RunResult
{
    public static InvocationResult Of(
        RunAttempt attempt, Ending ending, int? exitCode, Payload stdout, Payload stderr, RunTimes times, TimeProvider time) => new(
        attempt.Order.InstanceId,
        attempt.Order.RunId,
        ending,
        exitCode,
        stdout,
        stderr,
        OutputTruncated: false,
        OutOfMemory: false,
        attempt.Build?.Log ?? Payload.Empty,
        BuildError: "",
        attempt.Order.ResourceName(),
        attempt.ImageId,
        attempt.Number,
        new PhaseTimings(
            (attempt.Build?.QueueMilliseconds ?? 0) + times.Slot,
            attempt.Build?.BuildMilliseconds,
            times.Create,
            times.Start,
            times.Run,
            Cleanup: null,
            (time.GetUtcNow() - attempt.Invocation.AcceptedAt).TotalMilliseconds));

    /// <summary>The result of a function that could not be started, which is its author's failure.</summary>
    public static async Task<InvocationResult> RefusedAsync(
        RunAttempt attempt, StartRefusal refusal, RunTimes times, IPayloadStore store, TimeProvider time)
    {
        var words = await store.KeepAsync(attempt.Key("stderr"), System.Text.Encoding.UTF8.GetBytes(refusal.Words), CancellationToken.None);
        return Of(attempt, Ending.StartRefused, refusal.ExitCode, Payload.Empty, words, times, time);
    }
}

/// <summary>Milliseconds of a run's own phases. Null for the phases that an earlier execution of the run went through.</summary>
/// <param name="Slot">The wait for a slot.</param>
internal sealed record RunTimes(double Slot, double? Create = null, double? Start = null, double? Run = null);
