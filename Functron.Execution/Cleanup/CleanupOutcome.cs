namespace Functron.Execution.Cleanup;

/// <summary>What cleaning up did.</summary>
/// <param name="Milliseconds">How long it took, to a tenth.</param>
/// <param name="Out">What it has to say; empty when all went well.</param>
/// <param name="Err">What failed; the sweep tries it again. Empty when nothing did.</param>
public sealed record CleanupOutcome(double Milliseconds, string Out, string Err);
