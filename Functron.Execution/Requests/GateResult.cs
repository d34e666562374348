namespace Functron.Execution.Requests;

/// <summary>What the gate says of a request: exactly one of the invocation and a non-empty list of problems.</summary>
/// <param name="Problems">At most about a hundred; of more, the last but perhaps one says how many there are.</param>
/// <param name="TooLarge">The body exceeded its limit: HTTP would call it 413 instead of 400.</param>
/// <param name="FnName">The name as sent, where it could be read, for the answer to a bad request.</param>
public sealed record GateResult(Invocation? Invocation, IReadOnlyList<RequestProblem> Problems, bool TooLarge, string? FnName);
