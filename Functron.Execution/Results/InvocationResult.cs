using Functron.Execution.Payloads;

namespace Functron.Execution.Results;

/// <summary>
/// The answer to an invocation. The activity that ends the invocation writes it once, durably. An activity that is repeated finds it and
/// does nothing. Its JSON is <c>result.json</c>, with the properties in the order in which they stand here.
/// </summary>
/// <remarks>
/// Execution makes all results in one place, RunResult. A property that is added later must not be <c>required</c>: stored results lack it.
/// </remarks>
public sealed record InvocationResult
{
    public required string InstanceId { get; init; }

    public required string RunId { get; init; }

    public required Ending Ending { get; init; }

    /// <summary>Null when the function never ran to an exit: its build failed, or it was stopped before its start.</summary>
    public required int? ExitCode { get; init; }

    public required Payload Stdout { get; init; }

    /// <summary>The function's standard error. For a function that could not be started: the reason.</summary>
    public required Payload Stderr { get; init; }

    /// <summary>
    /// Whether an output stream was longer than <see cref="ExecutionOptions.MaxOutputBytes"/>. The rest was read and dropped.
    /// </summary>
    public required bool OutputTruncated { get; init; }

    /// <summary>Whether the kernel killed a process of the container for its memory limit.</summary>
    public required bool OutOfMemory { get; init; }

    /// <summary>What the builder printed, in order.</summary>
    public required Payload BuildLog { get; init; }

    /// <summary>Why the build failed. Empty for every ending but <see cref="Ending.BuildFailed"/>.</summary>
    public required string BuildError { get; init; }

    /// <summary>The temporary name of the image.</summary>
    public required string ImageName { get; init; }

    /// <summary>The engine's id of the image (<c>sha256:…</c>). Null when there is none.</summary>
    public required string? ImageId { get; init; }

    /// <summary>
    /// 1, unless a crash during the delivery of stdin made another attempt necessary: then 2, and so on. Always 1 with the launcher.
    /// </summary>
    public required int Attempt { get; init; }

    public required PhaseTimings Timings { get; init; }

    /// <summary>
    /// The name of the signal that ended the function, such as <c>SIGSEGV</c>. Null when no signal did, or it is not known.
    /// </summary>
    public string? Signal { get; init; }

    /// <summary>CPU time, user and system, in milliseconds, of all its processes that were waited for. Null when it is not known.</summary>
    public double? CpuMilliseconds { get; init; }

    /// <summary>The largest resident set of any one of its processes, in bytes. Null when it is not known.</summary>
    public long? PeakMemoryBytes { get; init; }
}
