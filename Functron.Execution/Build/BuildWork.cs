namespace Functron.Execution.Build;

/// <summary>A build that has begun.</summary>
/// <param name="QueueMilliseconds">From the acceptance of the invocation to the start of the build.</param>
/// <param name="Started">A timestamp of the clock.</param>
internal sealed record BuildWork(BuildLog Log, double QueueMilliseconds, long Started);
