using System.Text;
using Functron.Execution.Requests.Dockerfiles;

namespace Functron.Execution.Build;

/// <summary>
/// The user's Dockerfile with our labels as its last instruction. The builder's own parameter for labels makes a step, and so an
/// image, of every single one; with labels of one run these would never be used again, and nobody would remove them.
/// </summary>
internal static class LabelledDockerfile
{
    public static string Of(string dockerfile, IReadOnlyDictionary<string, string> labels)
    {
        var text = new StringBuilder(WithoutOpenEnd(dockerfile)).Append("\nLABEL");
        foreach (var (name, value) in labels)
            text.Append(' ').Append(name).Append('=').Append(Quote(value));
        return text.Append('\n').ToString();
    }

    /// <summary>The value that the image then has: what would end a line is none of it.</summary>
    public static string ValueOf(string value) => new([.. value.Select(c => char.IsControl(c) ? ' ' : c)]);

    /// <summary>In single quotes nothing is replaced, whatever the escape character is; a single quote itself stands in double quotes.</summary>
    private static string Quote(string value) =>
        "'" + ValueOf(value).Replace("'", "'\"'\"'", StringComparison.Ordinal) + "'";

    /// <summary>A last instruction that ends in a continuation would take ours in; blank lines and comments behind it do not end it.</summary>
    private static string WithoutOpenEnd(string dockerfile)
    {
        var lines = dockerfile.Split('\n');
        var last = Array.FindLastIndex(lines, l => l.Trim() is not ("" or ['#', ..]));
        if (last < 0)
            return dockerfile;

        var line = lines[last].TrimEnd('\r');
        if (DockerfileReader.IsContinued(line, DockerfileReader.EscapeOf(dockerfile)))
            lines[last] = line.TrimEnd(' ', '\t')[..^1];
        return string.Join('\n', lines);
    }
}
