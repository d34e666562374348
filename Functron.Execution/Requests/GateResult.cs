namespace Functron.Execution.Requests;

/// <summary>What the gate says of a request: exactly one of the invocation and a non-empty list of problems.</summary>
/// <param name="Problems">A hundred at most, behind them one that says how many more there are, and what ended the reading.</param>
/// <param name="TooLarge">The body exceeded its limit: HTTP would call it 413 instead of 400.</param>
/// <param name="FnName">The name as sent, where it could be read, for the answer to a bad request.</param>
public sealed record GateResult(Invocation? Invocation, IReadOnlyList<RequestProblem> Problems, bool TooLarge, string? FnName);
