using System.Text.RegularExpressions;

namespace Functron.Execution.Requests.Dockerfiles;

/// <summary>
/// The directives at the very top of a Dockerfile. Only <c># escape=</c> matters here. Engines differ in what is a directive: for 20.10
/// <c># check=</c> is none and ends them; since BuildKit 0.15 (Docker 27) it is one. BuildKit also accepts white space that is no ASCII.
/// </summary>
internal static partial class Directives
{
    private const char Usual = '\\';

    // White space as Go's expressions know it.
    private const string Space = "\t\f\r ";

    /// <summary>
    /// The character that continues lines. In a Dockerfile that <see cref="DockerfileRule"/> lets through, all engines take the same.
    /// </summary>
    public static char EscapeOf(IReadOnlyList<string> lines) => Read(lines, Old(), ["syntax", "escape"]).Escape;

    /// <summary>
    /// The number of the line, from 1, that only some engines read as an escape directive, where that makes a difference. 0: there is none.
    /// </summary>
    public static int DisputedLine(IReadOnlyList<string> lines)
    {
        var old = Read(lines, Old(), ["syntax", "escape"]);
        var now = Read(lines, New(), ["syntax", "escape", "check"]);
        return old.Escape == now.Escape ? 0 : Math.Max(old.Line, now.Line);
    }

    /// <returns>The character, and the line of the last directive that names one.</returns>
    private static (char Escape, int Line) Read(IReadOnlyList<string> lines, Regex directive, string[] known)
    {
        var (escape, at) = (Usual, 0);
        for (var i = 0; i < lines.Count; i++)
        {
            var match = directive.Match(lines[i].TrimStart());
            var name = match.Groups["name"].Value.ToLowerInvariant();
            if (!match.Success || !known.Contains(name))
                break;
            if (name == "escape")
                (escape, at) = (match.Groups["value"].ValueSpan.TrimEnd(Space) is "`" ? '`' : Usual, i + 1);
        }

        return (escape, at);
    }

    // The space behind a value is taken off later: an expression that looks for its end at each space there is takes for ever on many.
    [GeneratedRegex(@"^#[\t\f\r ]*(?<name>[a-zA-Z][a-zA-Z0-9]*)[\t\f\r ]*=[\t\f\r ]*(?<value>.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Old();

    [GeneratedRegex(@"^#\s*(?<name>[a-zA-Z][a-zA-Z0-9]*)[\t\f\r ]*=[\t\f\r ]*(?<value>.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex New();
}
