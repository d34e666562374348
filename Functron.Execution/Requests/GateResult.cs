namespace Functron.Execution.Requests;

/// <summary>What the gate says of a request: either the invocation, or a list of problems that is not empty.</summary>
/// <param name="Problems">At most a hundred, then one that says how many more there are, then the one that ended the reading.</param>
/// <param name="TooLarge">The body exceeded its limit: over HTTP that is a 413 instead of a 400.</param>
public sealed record GateResult(Invocation? Invocation, IReadOnlyList<RequestProblem> Problems, bool TooLarge);
