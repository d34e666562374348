using System.Text;

namespace Functron.Tests.Requests.Growth;

/// <summary>A text of any length: something that comes again and again, between a beginning and an end.</summary>
/// <param name="Name">What it tries.</param>
/// <param name="Token">With <c>#</c> for its number, so that each is another one.</param>
/// <param name="Tail">For each of the tokens, behind all of them.</param>
internal sealed record Repeated(string Name, string Head, string Token, string End = "", string Tail = "")
{
    public string Of(int length)
    {
        var text = new StringBuilder(Head);
        var count = length / (Token.Length + Tail.Length);
        Append(text, Token, count);
        Append(text, Tail, Tail.Length == 0 ? 0 : count);
        return text.Append(End).ToString();
    }

    private static void Append(StringBuilder text, string token, int count)
    {
        var numbered = token.Contains('#', StringComparison.Ordinal);
        for (var i = 0; i < count; i++)
            text.Append(numbered ? token.Replace("#", $"{i}", StringComparison.Ordinal) : token);
    }
}
