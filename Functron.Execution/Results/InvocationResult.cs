using Functron.Execution.Payloads;

namespace Functron.Execution.Results;

/// <summary>
/// The answer to an invocation, written once and durably by the activity that ends it; its existence makes a repeated run idempotent.
/// </summary>
/// <param name="ExitCode">Null when the function never ran to an exit (failed build, stopped before its start).</param>
/// <param name="BuildLog">What the builder printed, in order.</param>
/// <param name="BuildError">Why the build failed; empty unless <see cref="Ending.BuildFailed"/>.</param>
/// <param name="Stderr">The function's standard error; why, when it could not be started.</param>
/// <param name="OutputTruncated">A stream exceeded the cap; the rest was read and dropped.</param>
/// <param name="OutOfMemory">The kernel killed a process of the container for its memory limit.</param>
/// <param name="ImageName">The temporary name of the image.</param>
/// <param name="Attempt">1, or 2 when a crash during the delivery of stdin made a second attempt necessary, and so on; always 1 with the launcher.</param>
/// <param name="Signal">The name of the signal that ended the function, such as <c>SIGSEGV</c>; null when none did, or when it is not known.</param>
/// <param name="CpuMilliseconds">CPU time, user and system, of all its processes that were waited for; null when it is not known.</param>
/// <param name="PeakMemoryBytes">The largest resident set of any one of its processes; null when it is not known.</param>
public sealed record InvocationResult(
    string InstanceId,
    string RunId,
    Ending Ending,
    int? ExitCode,
    Payload Stdout,
    Payload Stderr,
    bool OutputTruncated,
    bool OutOfMemory,
    Payload BuildLog,
    string BuildError,
    string ImageName,
    string? ImageId,
    int Attempt,
    PhaseTimings Timings,
    string? Signal = null,
    double? CpuMilliseconds = null,
    long? PeakMemoryBytes = null);

/// <summary>How an invocation ended.</summary>
public enum Ending
{
    /// <summary>The function ended by itself, with whatever exit code.</summary>
    Exited,

    /// <summary>The command could not be started (exit code 126 or 127): the image, its command or its user is at fault.</summary>
    StartRefused,

    /// <summary>The user's Dockerfile did not build.</summary>
    BuildFailed,

    /// <summary>Killed at its timeout.</summary>
    TimedOut,

    /// <summary>Stopped on request, in whichever phase.</summary>
    Cancelled,
}

/// <summary>Milliseconds of each phase; null for a phase that did not happen (or, for clean-up, has not ended yet).</summary>
/// <param name="Queue">From acceptance to the start of the build, plus the wait for a run slot.</param>
/// <param name="Total">From acceptance to the result.</param>
public sealed record PhaseTimings(double? Queue, double? Build, double? Create, double? Start, double? Run, double? Cleanup, double? Total)
{
    /// <summary>To a tenth of a millisecond: no clock here is better.</summary>
    public PhaseTimings Rounded() => new(Round(Queue), Round(Build), Round(Create), Round(Start), Round(Run), Round(Cleanup), Round(Total));

    private static double? Round(double? milliseconds) => milliseconds is { } exact ? Math.Round(exact, 1) : null;
}
