namespace Functron.Execution.Requests.Dockerfiles;

/// <summary>A line that ends in the escape character goes on in the next line.</summary>
internal static class Continuation
{
    /// <summary>Whether a line goes on in the next one. A line that ends in two escape characters does not (seen with 20.10.24).</summary>
    /// <param name="line">Without a carriage return.</param>
    public static bool Is(ReadOnlySpan<char> line, char escape)
    {
        var end = line.TrimEnd(" \t");
        return end is [.., var last] && last == escape && (end.Length == 1 || end[^2] != escape);
    }

    /// <summary>
    /// The place in the text of the last escape character, if the last instruction would go on in text that is appended. Blank lines and
    /// comments may stand behind it. Null: the last instruction has ended.
    /// </summary>
    public static int? AtTheEnd(string text, char escape)
    {
        var rest = text.AsSpan();
        while (true)
        {
            var start = rest.LastIndexOf('\n') + 1;
            var line = rest[start..];
            if (line.Trim() is not ([] or ['#', ..]))
            {
                line = line.TrimEnd('\r');
                return Is(line, escape) ? start + line.TrimEnd(" \t").Length - 1 : null;
            }

            if (start == 0)
                return null;
            rest = rest[..(start - 1)];
        }
    }
}
