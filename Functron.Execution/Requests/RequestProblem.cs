namespace Functron.Execution.Requests;

/// <summary>One thing wrong with a request.</summary>
/// <param name="Field">The field as the wire format spells it, or "" for the body as a whole.</param>
/// <param name="Rule">A stable kebab-case name of the rule that was broken, such as "fn-name-characters".</param>
/// <param name="Message">What is wrong and what would be right, for a person.</param>
public sealed record RequestProblem(string Field, string Rule, string Message);
