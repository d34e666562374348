using Functron.Execution.Payloads;

namespace Functron.Execution.Run;

/// <summary>What a successful build leaves for the run, and for its own repetition.</summary>
/// <param name="Log">What the builder printed.</param>
/// <param name="QueueMilliseconds">From acceptance to the build's start.</param>
public sealed record BuildRecord(string ImageId, Payload Log, double QueueMilliseconds, double BuildMilliseconds);
