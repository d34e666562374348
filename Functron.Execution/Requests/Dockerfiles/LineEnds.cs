namespace Functron.Execution.Requests.Dockerfiles;

/// <summary>
/// Lines as the builder takes them: they end at a line feed, with or without one carriage return before it. A carriage return elsewhere
/// ends no line, so a Dockerfile with the line ends of old Macs is a single instruction.
/// </summary>
internal static class LineEnds
{
    public static string[] Split(string text)
    {
        var lines = new string[text.AsSpan().Count('\n') + 1];
        var start = 0;
        for (var i = 0; i < lines.Length; i++)
        {
            var end = text.IndexOf('\n', start);
            if (end < 0)
                end = text.Length;
            lines[i] = text[start..(end > start && text[end - 1] == '\r' ? end - 1 : end)];
            start = end + 1;
        }

        return lines;
    }

    /// <summary>
    /// The number of the first line, from 1, in which a carriage return was meant to end a line: something stands behind it, or before it
    /// the escape character, which then continues nothing. 0: there is no such line.
    /// </summary>
    public static int FirstWrong(IReadOnlyList<string> lines, char escape)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            var at = lines[i].IndexOf('\r', StringComparison.Ordinal);
            if (at >= 0 && (!lines[i].AsSpan(at).IsWhiteSpace() || Continuation.Is(lines[i].AsSpan(0, at), escape)))
                return i + 1;
        }

        return 0;
    }
}
