using System.Text.RegularExpressions;

namespace Functron.Execution.Requests.Dockerfiles;

/// <summary>
/// Reads a Dockerfile's lines into instructions as Docker's own parser does: directives at the very top, comment lines
/// anywhere (between continuation lines, too), blank lines between continuation lines skipped, CRLF, a byte-order mark.
/// A line that ends in two escape characters is not continued (seen with 20.10.24).
/// </summary>
internal sealed partial class DockerfileReader
{
    private static readonly string[] Directives = ["syntax", "escape", "check"];

    private readonly string[] _lines;
    private int _next;
    private char _escape = '\\';

    private DockerfileReader(string text)
    {
        _lines = text.TrimStart('\uFEFF').Split('\n');
        for (var i = 0; i < _lines.Length; i++)
            _lines[i] = _lines[i].TrimEnd('\r');
    }

    /// <summary>The instructions in order; the bodies of heredocs are not among them.</summary>
    public static IEnumerable<Instruction> Read(string text)
    {
        var reader = new DockerfileReader(text);
        reader.ReadDirectives();
        while (reader.ReadInstruction() is { } instruction)
        {
            yield return instruction;
            foreach (var heredoc in Heredoc.In(instruction))
                reader.SkipBody(heredoc);
        }
    }

    /// <summary>The character that continues lines.</summary>
    public static char EscapeOf(string text)
    {
        var reader = new DockerfileReader(text);
        reader.ReadDirectives();
        return reader._escape;
    }

    /// <summary>Whether a line goes on in the next one; carriage returns are no part of it.</summary>
    public static bool IsContinued(string line, char escape)
    {
        var end = line.TrimEnd(' ', '\t');
        return end.EndsWith(escape) && (end.Length == 1 || end[^2] != escape);
    }

    private void ReadDirectives()
    {
        for (; _next < _lines.Length; _next++)
        {
            var match = Directive().Match(_lines[_next].Trim());
            var name = match.Groups["name"].Value.ToLowerInvariant();
            if (!match.Success || !Directives.Contains(name))
                return;
            if (name == "escape" && match.Groups["value"].Value == "`")
                _escape = '`';
        }
    }

    private Instruction? ReadInstruction()
    {
        var text = "";
        var first = 0;
        while (_next < _lines.Length)
        {
            var line = _lines[_next++];
            var trimmed = line.TrimStart();
            if (trimmed.Length == 0 || trimmed[0] == '#')
                continue;

            if (first == 0)
            {
                first = _next;
                line = trimmed;
            }

            var continued = Continued(ref line);
            text += line;
            if (!continued && text.Trim().Length > 0)
                break;
            if (!continued)
                first = 0;
        }

        return text.Trim().Length > 0 ? Instruction.Of(first, text) : null;
    }

    private bool Continued(ref string line)
    {
        if (!IsContinued(line, _escape))
            return false;
        line = line.TrimEnd(' ', '\t')[..^1];
        return true;
    }

    private void SkipBody(Heredoc heredoc)
    {
        var end = Array.FindIndex(_lines, _next, heredoc.EndsAt);
        if (end >= 0)
            _next = end + 1;
    }

    [GeneratedRegex(@"^#\s*(?<name>[a-zA-Z][a-zA-Z0-9]*)\s*=\s*(?<value>.+?)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Directive();
}
