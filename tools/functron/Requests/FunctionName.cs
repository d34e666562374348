using System.Text.RegularExpressions;

namespace Functron.Cli.Requests;

/// <summary>Functron's rule for names: 1 to 63 letters, digits, <c>_</c>, <c>.</c> and <c>-</c>; the first one a letter or digit.</summary>
internal static partial class FunctionName
{
    private const int MaxLength = 63;

    /// <summary>The nearest name that Functron takes to the folder's own.</summary>
    public static string Of(string folder)
    {
        var own = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        var name = Other().Replace(own, "-").TrimStart('_', '.', '-');
        return name.Length switch { 0 => "function", > MaxLength => name[..MaxLength], _ => name };
    }

    [GeneratedRegex("[^A-Za-z0-9_.-]")]
    private static partial Regex Other();
}
