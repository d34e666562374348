using System.Text.RegularExpressions;
using Functron.Execution.Requests.Dockerfiles;

namespace Functron.Execution.Build;

/// <summary>The images that a Dockerfile starts or copies from and that the engine must therefore have.</summary>
internal static partial class BaseImages
{
    /// <summary>
    /// In order, each once. A name that cannot be known here, or is none, is left out: then the builder has the word.
    /// </summary>
    public static IReadOnlyList<string> Of(string dockerfile)
    {
        var arguments = new Dictionary<string, string>();
        var stages = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var images = new List<string>();
        var inStage = false;
        foreach (var instruction in DockerfileReader.Read(dockerfile))
        {
            switch (instruction.Keyword)
            {
                // Only an ARG before the first FROM can be used in one.
                case "ARG" when !inStage:
                    Declare(instruction.Arguments, arguments);
                    break;
                case "FROM":
                    inStage = true;
                    var words = Words(instruction.Arguments);
                    if (words.Length > 0 && !stages.Contains(words[0]))
                        images.Add(Substitute(words[0], arguments));
                    if (words.Length > 2 && words[1].Equals("AS", StringComparison.OrdinalIgnoreCase))
                        stages.Add(words[2]);
                    break;
                case "COPY" when instruction.Flag("from") is { } source && !stages.Contains(source) && !source.All(char.IsAsciiDigit):
                    images.Add(source);
                    break;
            }
        }

        return [.. images.Where(i => i != "scratch" && ImageName().IsMatch(i)).Distinct()];
    }

    /// <summary>Whether a name among them is made of arguments, which the builder may read in more ways than <see cref="Of"/> does.</summary>
    public static bool DependOnArguments(string dockerfile) =>
        DockerfileReader.Read(dockerfile).Any(i => i.Keyword is "FROM" or "COPY" && i.Arguments.Contains('$', StringComparison.Ordinal) && (i.Keyword == "FROM" || i.Flag("from") is not null));

    private static string[] Words(string arguments) =>
        [.. arguments.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).SkipWhile(w => w.StartsWith("--", StringComparison.Ordinal))];

    private static void Declare(string declarations, Dictionary<string, string> arguments)
    {
        foreach (var declaration in Words(declarations))
        {
            var equals = declaration.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
                arguments[declaration[..equals]] = Substitute(declaration[(equals + 1)..].Trim('"', '\''), arguments);
        }
    }

    /// <summary><c>$name</c>, <c>${name}</c>, <c>${name:-when unset}</c> and <c>${name:+when set}</c>.</summary>
    private static string Substitute(string text, Dictionary<string, string> arguments) => Variable().Replace(text, match =>
    {
        var value = arguments.GetValueOrDefault(match.Groups["name"].Value, "");
        return match.Groups["how"].Value switch
        {
            ":-" => value.Length > 0 ? value : match.Groups["word"].Value,
            ":+" => value.Length > 0 ? match.Groups["word"].Value : "",
            _ => value,
        };
    });

    [GeneratedRegex(@"\$(?:\{(?<name>\w+)(?:(?<how>:[-+])(?<word>[^}]*))?\}|(?<name>\w+))", RegexOptions.CultureInvariant)]
    private static partial Regex Variable();

    // What an engine's path may hold; dots only between other characters.
    [GeneratedRegex(@"^[A-Za-z0-9]+(?:[._:/@-]+[A-Za-z0-9]+)*$", RegexOptions.CultureInvariant)]
    private static partial Regex ImageName();
}
