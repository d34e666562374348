namespace Functron.Execution.Requests.Dockerfiles;

/// <summary>
/// Finds the lines that end here-documents. However many it looks for, it looks at no line more than a few times.
/// </summary>
internal sealed class HeredocBodies(IReadOnlyList<string> lines)
{
    private Dictionary<(string Line, bool WithoutTabs), int>? _last;

    /// <param name="next">The first line of its body, from 0.</param>
    /// <returns>The line behind its body. Null when nothing ends it.</returns>
    public int? EndOf(Heredoc heredoc, int next)
    {
        _last ??= LastOfEach();
        if (!heredoc.Ends.Any(end => _last.TryGetValue((end, heredoc.Indented), out var last) && last >= next))
            return null;
        for (var i = next; i < lines.Count; i++)
        {
            if (heredoc.Ends.Contains(heredoc.Indented ? lines[i].TrimStart('\t') : lines[i]))
                return i + 1;
        }

        return null;
    }

    private Dictionary<(string Line, bool WithoutTabs), int> LastOfEach()
    {
        var last = new Dictionary<(string Line, bool WithoutTabs), int>();
        for (var i = 0; i < lines.Count; i++)
            last[(lines[i], false)] = last[(lines[i].TrimStart('\t'), true)] = i;
        return last;
    }
}
