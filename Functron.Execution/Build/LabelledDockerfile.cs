using System.Text;
using Functron.Execution.Requests.Dockerfiles;

namespace Functron.Execution.Build;

/// <summary>
/// The user's Dockerfile with our labels as its last instruction. The builder has a parameter for labels, but it makes a step, and so an
/// image, of each of them. With the labels of one run these images would never be used again, and nobody would remove them.
/// </summary>
internal static class LabelledDockerfile
{
    public static string Of(Dockerfile dockerfile, IReadOnlyDictionary<string, string> labels)
    {
        var text = new StringBuilder();
        AppendWithoutOpenEnd(text, dockerfile);
        text.Append("\nLABEL");
        foreach (var (name, value) in labels)
            text.Append(' ').Append(name).Append('=').Append(Quote(value));
        return text.Append('\n').ToString();
    }

    /// <summary>The value that the image then has. Whatever could end a line is replaced by a space.</summary>
    public static string ValueOf(string value) => new([.. value.Select(c => char.IsControl(c) ? ' ' : c)]);

    /// <summary>
    /// In single quotes nothing is replaced, whatever the escape character is. A single quote itself is put in double quotes.
    /// </summary>
    private static string Quote(string value) =>
        "'" + ValueOf(value).Replace("'", "'\"'\"'", StringComparison.Ordinal) + "'";

    /// <summary>An instruction that goes on at the end of the text would take our label in as a part of itself.</summary>
    private static void AppendWithoutOpenEnd(StringBuilder text, Dockerfile dockerfile)
    {
        var all = dockerfile.Text.AsSpan();
        if (dockerfile.OpenEnd is not { } open)
        {
            text.Append(all);
            return;
        }

        text.Append(all[..open]);
        if (all[open..].IndexOf('\n') is >= 0 and var lineEnd)
            text.Append(all[(open + lineEnd)..]);
    }
}
