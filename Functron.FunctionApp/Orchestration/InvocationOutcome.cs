namespace Functron.FunctionApp.Orchestration;

/// <summary>The orchestration's output; the function's result itself lies in the payload store.</summary>
/// <param name="CleanupMilliseconds">How long cleaning up took.</param>
public sealed record InvocationOutcome(
    string RunId,
    bool BuildSucceeded,
    int? ExitCode,
    bool TimedOut,
    bool Cancelled,
    double CleanupMilliseconds,
    string CleanupOut,
    string CleanupErr);
