namespace Functron.Execution.Requests;

/// <summary>One thing that is wrong with a request.</summary>
/// <param name="Field">The field as the wire format spells it, or "" for the body as a whole.</param>
/// <param name="Rule">A stable kebab-case name of the rule that was broken, such as "fn-name-characters".</param>
/// <param name="Message">What is wrong and what would be right, for a person.</param>
public sealed record RequestProblem(string Field, string Rule, string Message)
{
    /// <summary>The message as a sentence that names its field, once.</summary>
    public string Sentence => Field.Length == 0 || NamesField ? Message : $"{Field}: {Message}";

    private bool NamesField =>
        Message.StartsWith(Field + " ", StringComparison.Ordinal) || Message.StartsWith(Field + ":", StringComparison.Ordinal)
            || Message.Contains($"field \"{Field}\"", StringComparison.Ordinal);
}
