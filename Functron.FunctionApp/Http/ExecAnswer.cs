using System.Text.Json.Serialization;
using Functron.Execution.Results;

namespace Functron.FunctionApp.Http;

/// <summary>
/// The JSON object that <c>/v1/exec</c> answers with, whatever the status. The first group is Functron 1's and never changes its
/// names or types; byte arrays are base64, empty ones "".
/// </summary>
internal sealed record ExecAnswer
{
    [JsonPropertyName("Errors")]
    public IReadOnlyList<string> Errors { get; init; } = [];

    [JsonPropertyName("CmdOut")]
    public byte[] CmdOut { get; init; } = [];

    [JsonPropertyName("CmdErr")]
    public byte[] CmdErr { get; init; } = [];

    [JsonPropertyName("BuildContextStdout")]
    public byte[] BuildContextStdout { get; init; } = [];

    [JsonPropertyName("BuildContextStderr")]
    public byte[] BuildContextStderr { get; init; } = [];

    [JsonPropertyName("CleanupOut")]
    public byte[] CleanupOut { get; init; } = [];

    [JsonPropertyName("CleanupErr")]
    public byte[] CleanupErr { get; init; } = [];

    [JsonPropertyName("TempName")]
    public string TempName { get; init; } = "";

    [JsonPropertyName("DetailedError")]
    public string DetailedError { get; init; } = "";

    [JsonPropertyName("InstanceId")]
    public string? InstanceId { get; init; }

    [JsonPropertyName("ExitCode")]
    public int? ExitCode { get; init; }

    [JsonPropertyName("Signal")]
    public string? Signal { get; init; }

    [JsonPropertyName("TimedOut")]
    public bool TimedOut { get; init; }

    [JsonPropertyName("OutputTruncated")]
    public bool OutputTruncated { get; init; }

    [JsonPropertyName("CpuMs")]
    public double? CpuMs { get; init; }

    [JsonPropertyName("PeakMemoryBytes")]
    public long? PeakMemoryBytes { get; init; }

    [JsonPropertyName("ImageId")]
    public string? ImageId { get; init; }

    [JsonPropertyName("Attempt")]
    public int Attempt { get; init; }

    [JsonPropertyName("Timings")]
    public PhaseTimings Timings { get; init; } = new();

    public static ExecAnswer OfErrors(IEnumerable<string> errors, string? instanceId = null) =>
        new() { Errors = [.. errors], InstanceId = instanceId };
}
