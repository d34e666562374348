using System.Text.RegularExpressions;

namespace Functron.Execution.Requests.Dockerfiles;

/// <summary>
/// What may be the start of a here-document: <c>&lt;&lt;EOF</c>, <c>3&lt;&lt;-"MY EOF"</c>, <c>cat&lt;&lt;\EOF&gt;x</c>, outside quotes.
/// A shell knows more forms of it than BuildKit, and arithmetic of a shell looks like some of them. So what is not <see cref="Plain"/>
/// counts as one only if the line that would end it is there.
/// </summary>
/// <param name="Ends">The lines that may end its body: a shell and BuildKit read some words differently.</param>
/// <param name="Indented">Whether tabs before that line do not count.</param>
/// <param name="Plain">Whether it cannot be anything else.</param>
internal sealed partial record Heredoc(IReadOnlyList<string> Ends, bool Indented, bool Plain)
{
    private const string ShellEnds = ";&|<>()";

    public static IEnumerable<Heredoc> In(Instruction instruction)
    {
        var inner = instruction.Innermost();
        return In(inner.Arguments, inner.Keyword is "RUN" or "COPY" or "ADD");
    }

    private static IEnumerable<Heredoc> In(string text, bool known)
    {
        var arithmetic = 0;
        for (var i = 0; i < text.Length; i = Next(text, i))
        {
            var rest = text.AsSpan(i);
            if (rest.StartsWith("(("))
                arithmetic++;
            else if (rest.StartsWith("))") && arithmetic > 0)
                arithmetic--;
            else if (rest.StartsWith("<<<"))
                i += 2;
            else if (rest.StartsWith("<<") && At(text, i, known && arithmetic == 0) is { } heredoc)
                yield return heredoc;
        }
    }

    /// <summary>Where the next character begins that is neither quoted nor escaped.</summary>
    private static int Next(string text, int at)
    {
        switch (text[at])
        {
            case '\\':
                return at + 2;
            case '\'':
                var single = text.IndexOf('\'', at + 1);
                return single < 0 ? text.Length : single + 1;
            case '"':
                var end = at + 1;
                while (end < text.Length && text[end] != '"')
                    end += text[end] == '\\' ? 2 : 1;
                return end + 1;
            default:
                return text[at] == '<' && at + 1 < text.Length && text[at + 1] == '<' ? at + 2 : at + 1;
        }
    }

    private static Heredoc? At(string text, int at, bool known)
    {
        var start = at + 2;
        var indented = start < text.Length && text[start] == '-';
        if (indented)
            start++;
        var word = start;
        while (word < text.Length && text[word] is ' ' or '\t')
            word++;

        var shell = text[word..EndOfWord(text, word, ShellEnds)];
        var whole = text[word..EndOfWord(text, word, "<")];
        if (whole.Length == 0)
            return null;
        var fd = at;
        while (fd > 0 && char.IsAsciiDigit(text[fd - 1]))
            fd--;
        var aWordOfItsOwn = word == start && (fd == 0 || char.IsWhiteSpace(text[fd - 1]));
        return new Heredoc(Names(Unquoted(shell), Unquoted(whole)), indented, known && aWordOfItsOwn && PlainName().IsMatch(whole));
    }

    private static int EndOfWord(string text, int start, string ends)
    {
        var at = start;
        while (at < text.Length && !char.IsWhiteSpace(text[at]) && !ends.Contains(text[at], StringComparison.Ordinal))
            at = Next(text, at);
        return Math.Min(at, text.Length);
    }

    /// <summary>Both words, without empty ones, and each once.</summary>
    private static string[] Names(string shell, string whole) => (shell, whole) switch
    {
        ("", "") => [],
        (_, "") => [shell],
        ("", _) => [whole],
        _ => shell == whole ? [whole] : [shell, whole],
    };

    private static string Unquoted(string word) =>
        Quoting().Replace(
            word, match => match.Value is ['\\', _] ? match.Value[1..] : match.Value is ['\'' or '"', .., _] ? match.Value[1..^1] : "");

    [GeneratedRegex("""^(?:[A-Za-z_]|["'\\])[^()<>;&|$`]*$""", RegexOptions.CultureInvariant)]
    private static partial Regex PlainName();

    [GeneratedRegex("""\\.|'[^']*'|"(?:\\.|[^"\\])*"|["'\\]""", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Quoting();
}
