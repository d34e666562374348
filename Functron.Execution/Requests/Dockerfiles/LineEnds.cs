namespace Functron.Execution.Requests.Dockerfiles;

/// <summary>
/// Lines as the builder takes them: they end at a line feed, with one carriage return before it or none. A carriage return elsewhere ends no
/// line, so that of a Dockerfile with the line ends of old Macs it makes a single instruction.
/// </summary>
internal static class LineEnds
{
    public static string[] Split(string text)
    {
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
            lines[i] = lines[i].EndsWith('\r') ? lines[i][..^1] : lines[i];
        return lines;
    }

    /// <returns>
    /// The number of the first line, from 1, in which a carriage return was meant to end one: something stands behind it, or a line's
    /// continuation before it, which then is none. 0: there is none.
    /// </returns>
    public static int FirstWrong(IReadOnlyList<string> lines, char escape)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            var at = lines[i].IndexOf('\r', StringComparison.Ordinal);
            if (at >= 0 && (lines[i][at..].Trim().Length > 0 || DockerfileReader.IsContinued(lines[i][..at], escape)))
                return i + 1;
        }

        return 0;
    }
}
