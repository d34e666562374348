using System.Text;

namespace Functron.Execution.Requests.Dockerfiles;

/// <summary>
/// Reads the lines of a Dockerfile into instructions as Docker's own parser does. Comment lines may stand anywhere, also between the
/// lines of an instruction that goes on; blank lines between these are skipped.
/// </summary>
internal sealed class DockerfileReader
{
    private readonly IReadOnlyList<string> _lines;
    private readonly HeredocBodies _bodies;
    private readonly char _escape;
    private int _next;

    private DockerfileReader(IReadOnlyList<string> lines, char escape)
    {
        _lines = lines;
        _bodies = new HeredocBodies(lines);
        _escape = escape;
    }

    /// <summary>The instructions in order. The bodies of here-documents are not among them.</summary>
    /// <param name="escape">The character that continues lines.</param>
    public static IEnumerable<Instruction> Read(IReadOnlyList<string> lines, char escape)
    {
        var reader = new DockerfileReader(lines, escape);
        while (reader.ReadInstruction() is { } instruction)
            yield return instruction with { HasHeredoc = reader.SkipBodies(instruction) };
    }

    private Instruction? ReadInstruction()
    {
        // An instruction may have any number of lines; each is looked at once.
        var text = new StringBuilder();
        var blank = true;
        var first = 0;
        while (_next < _lines.Count)
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
        if (!Continuation.Is(line, _escape))
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
