using Functron.Execution.Payloads;

namespace Functron.Execution.Run;

/// <summary>What a successful build leaves for the run, and for its own repetition.</summary>
/// <param name="ImageId">The engine's id of the image.</param>
/// <param name="Log">What the builder printed.</param>
/// <param name="QueueMilliseconds">From acceptance to the build's start.</param>
internal sealed record BuildRecord(string ImageId, Payload Log, double QueueMilliseconds, double BuildMilliseconds);
