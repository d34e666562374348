namespace Functron.Execution.Requests;

/// <summary>What a message quotes of a request: enough to find the place, however long the text is.</summary>
internal static class Excerpt
{
    private const int Length = 100;

    public static string Of(string text) => text.Length <= Length ? text : text[..Length] + "…";
}
