using System.Text.RegularExpressions;

namespace Functron.Execution.Requests.Dockerfiles;

/// <summary>
/// The start of a here-document, as BuildKit knows it: a word of its own, outside quotes, such as <c>&lt;&lt;EOF</c>,
/// <c>3&lt;&lt;-"EOF"</c>. No heredocs: <c>&lt;&lt;&lt;</c>, <c>1&lt;&lt;2</c>, anything in the exec form.
/// </summary>
/// <param name="End">The line that ends its body.</param>
/// <param name="Indented">Tabs before that line do not count.</param>
internal sealed partial record Heredoc(string End, bool Indented)
{
    public static IEnumerable<Heredoc> In(Instruction instruction)
    {
        if (instruction.Keyword == "ONBUILD")
            return In(instruction.Triggered());
        if (instruction.Keyword is not ("RUN" or "COPY" or "ADD") || instruction.Arguments.StartsWith('['))
            return [];
        return Words(instruction.Arguments).Select(word => Start().Match(word)).Where(match => match.Success).Select(Of);
    }

    public bool EndsAt(string line) => (Indented ? line.TrimStart('\t') : line) == End;

    private static Heredoc Of(Match match) => new(match.Groups["end"].Value, match.Groups["indented"].Length > 0);

    /// <summary>Words as a shell separates them, quotes kept.</summary>
    private static IEnumerable<string> Words(string text)
    {
        var start = 0;
        var quote = '\0';
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quote != '\0')
            {
                if (c == '\\' && quote == '"')
                    i++;
                else if (c == quote)
                    quote = '\0';
            }
            else if (c is '"' or '\'')
            {
                quote = c;
            }
            else if (c == '\\')
            {
                i++;
            }
            else if (char.IsWhiteSpace(c))
            {
                yield return text[start..i];
                start = i + 1;
            }
        }

        yield return text[start..];
    }

    [GeneratedRegex("""^\d*<<(?<indented>-?)(?<quote>["']?)(?<end>[A-Za-z_][\w.-]*)\k<quote>$""", RegexOptions.CultureInvariant)]
    private static partial Regex Start();
}
