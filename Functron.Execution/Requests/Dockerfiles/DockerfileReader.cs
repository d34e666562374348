using System.Text;

namespace Functron.Execution.Requests.Dockerfiles;

/// <summary>
/// Reads a Dockerfile's lines into instructions as Docker's own parser does: directives at the very top, comment lines
/// anywhere (between continuation lines, too), blank lines between continuation lines skipped, CRLF, a byte-order mark.
/// A line that ends in two escape characters is not continued (seen with 20.10.24).
/// </summary>
internal sealed class DockerfileReader
{
    private readonly string[] _lines;
    private readonly HeredocBodies _bodies;
    private readonly char _escape;
    private int _next;

    private DockerfileReader(string text)
    {
        _lines = Lines(text);
        _bodies = new HeredocBodies(_lines);
        _escape = Directives.EscapeOf(_lines);
    }

    /// <summary>The instructions in order; the bodies of heredocs are not among them.</summary>
    public static IEnumerable<Instruction> Read(string text)
    {
        var reader = new DockerfileReader(text);
        while (reader.ReadInstruction() is { } instruction)
            yield return instruction with { HasHeredoc = reader.SkipBodies(instruction) };
    }

    public static string[] Lines(string text) => LineEnds.Split(text.StartsWith('\uFEFF') ? text[1..] : text);

    /// <summary>The character that continues lines.</summary>
    public static char EscapeOf(string text) => Directives.EscapeOf(Lines(text));

    /// <summary>Whether a line goes on in the next one; carriage returns are no part of it.</summary>
    public static bool IsContinued(string line, char escape)
    {
        var end = line.AsSpan().TrimEnd(" \t");
        return end is [.., var last] && last == escape && (end.Length == 1 || end[^2] != escape);
    }

    private Instruction? ReadInstruction()
    {
        // Of however many lines; each is looked at once.
        var text = new StringBuilder();
        var blank = true;
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
            text.Append(line);
            blank &= string.IsNullOrWhiteSpace(line);
            if (!continued && !blank)
                break;
            if (!continued)
                first = 0;
        }

        return blank ? null : Instruction.Of(first, text.ToString());
    }

    private bool Continued(ref string line)
    {
        if (!IsContinued(line, _escape))
            return false;
        line = line.TrimEnd(' ', '\t')[..^1];
        return true;
    }

    /// <returns>Whether the instruction has here-documents.</returns>
    private bool SkipBodies(Instruction instruction)
    {
        var any = false;
        foreach (var heredoc in Heredoc.In(instruction))
        {
            var end = _bodies.EndOf(heredoc, _next);
            any |= heredoc.Plain || end is not null;
            _next = end ?? _next;
        }

        return any;
    }
}
