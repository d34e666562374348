namespace Functron.Hosting.Functions;

/// <summary>Some methods that are marked as functions break the rules for them.</summary>
/// <param name="problems">At least one; each names the function and the rule.</param>
internal sealed class InvalidFunctionsException(IReadOnlyList<string> problems) : Exception(string.Join(" ", problems))
{
    public IReadOnlyList<string> Problems { get; } = problems;
}
