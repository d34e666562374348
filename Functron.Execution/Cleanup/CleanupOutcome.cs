namespace Functron.Execution.Cleanup;

/// <summary>What cleaning up did.</summary>
/// <param name="Milliseconds">How long it took, to a tenth.</param>
/// <param name="Out">What it has to say. Empty when all went well.</param>
/// <param name="Err">What failed, one line each. The sweep tries it again. Empty when nothing failed.</param>
public sealed record CleanupOutcome(double Milliseconds, string Out, string Err);
