using System.Text.Json.Serialization;

namespace Functron.Cli.Api;

/// <summary>What became of the function: of the answer's keys, those that are shown.</summary>
internal sealed record InvocationResult
{
    [JsonPropertyName("Errors")]
    public required IReadOnlyList<string> Errors { get; init; }

    [JsonPropertyName("CmdOut")]
    public required byte[] CmdOut { get; init; }

    [JsonPropertyName("CmdErr")]
    public required byte[] CmdErr { get; init; }

    [JsonPropertyName("OutputTruncated")]
    public required bool OutputTruncated { get; init; }

    [JsonPropertyName("BuildContextStdout")]
    public required byte[] BuildContextStdout { get; init; }

    /// <summary>Empty unless the build failed.</summary>
    [JsonPropertyName("BuildContextStderr")]
    public required byte[] BuildContextStderr { get; init; }

    [JsonPropertyName("TimedOut")]
    public required bool TimedOut { get; init; }

    /// <summary>Null: the function never ran.</summary>
    [JsonPropertyName("ExitCode")]
    public required int? ExitCode { get; init; }
}
