using Functron.Execution.Payloads;
using Functron.Execution.Requests;
using Functron.Execution.Results;

namespace Functron.Execution.Run;

/// <summary>The one place where results are made.</summary>
internal static class RunResult
{
    /// <summary>The result of a run whose function did not start. Whoever knows more says it by <c>with</c>.</summary>
    /// <param name="build">Null when the build had not ended.</param>
    public static InvocationResult Of(RunOrder order, Invocation invocation, BuildRecord? build, Ending ending, TimeProvider time) => new()
    {
        InstanceId = order.InstanceId,
        RunId = order.RunId,
        Ending = ending,
        ExitCode = null,
        Stdout = Payload.Empty,
        Stderr = Payload.Empty,
        OutputTruncated = false,
        OutOfMemory = false,
        BuildLog = build?.Log ?? Payload.Empty,
        BuildError = "",
        ImageName = order.ResourceName(),
        ImageId = build?.ImageId,
        Attempt = 1,
        Timings = new PhaseTimings
        {
            Queue = build?.QueueMilliseconds,
            Build = build?.BuildMilliseconds,
            Total = (time.GetUtcNow() - invocation.AcceptedAt).TotalMilliseconds,
        },
    };

    /// <summary>The result of a run that got as far as its container.</summary>
    public static InvocationResult Of(
        RunAttempt attempt, Ending ending, int? exitCode, Payload stdout, Payload stderr, RunTimes times, TimeProvider time)
    {
        var result = Of(attempt.Order, attempt.Invocation, attempt.Build, ending, time);
        return result with
        {
            ExitCode = exitCode,
            Stdout = stdout,
            Stderr = stderr,
            ImageId = attempt.ImageId,
            Attempt = attempt.Number,
            Timings = result.Timings with
            {
                Queue = (attempt.Build?.QueueMilliseconds ?? 0) + times.Slot,
                Create = times.Create,
                Start = times.Start,
                Run = times.Run,
            },
        };
    }

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
