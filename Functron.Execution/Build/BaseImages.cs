using System.Text.RegularExpressions;
using Functron.Execution.Requests.Dockerfiles;

namespace Functron.Execution.Build;

/// <summary>The images that a Dockerfile starts or copies from and that the engine must therefore have.</summary>
internal static partial class BaseImages
{
    /// <summary>
    /// In order, each once. A name that cannot be known here, or is none, is left out: then the builder has the word.
    /// </summary>
    public static IReadOnlyList<string> Of(string dockerfile) => [.. Named(dockerfile).Select(image => image.Name).Distinct()];

    /// <summary>Those that a stage starts from.</summary>
    public static IReadOnlyList<string> StartedFrom(string dockerfile) =>
        [.. Named(dockerfile).Where(image => image.Starts).Select(image => image.Name).Distinct()];

    /// <summary>Whether a name among them is made of arguments, which the builder may read in more ways than <see cref="Of"/> does.</summary>
    public static bool DependOnArguments(string dockerfile) =>
        DockerfileReader.Read(dockerfile).Any(i => i.Keyword is "FROM" or "COPY" && i.Arguments.Contains('$', StringComparison.Ordinal) && (i.Keyword == "FROM" || i.Flag("from") is not null));

    private static IEnumerable<(string Name, bool Starts)> Named(string dockerfile)
    {
        var escape = DockerfileReader.EscapeOf(dockerfile);
        var arguments = new Dictionary<string, string>();
        var stages = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var images = new List<(string Name, bool Starts)>();
        var inStage = false;
        foreach (var instruction in DockerfileReader.Read(dockerfile))
        {
            switch (instruction.Keyword)
            {
                // Only an ARG before the first FROM can be used in one.
                case "ARG" when !inStage:
                    Declare(instruction.Arguments, arguments, escape);
                    break;
                case "FROM":
                    inStage = true;
                    var words = Stages.FromWords(instruction);
                    if (words.Length > 0 && ImageWord.Expand(words[0], arguments, escape) is var image && !stages.Contains(image))
                        images.Add((image, true));
                    if (Stages.NameOf(words) is { } stage)
                        stages.Add(stage);
                    break;
                case "COPY" when instruction.Flag("from") is { } source && !stages.Contains(source) && !source.All(char.IsAsciiDigit):
                    images.Add((source, false));
                    break;
            }
        }

        return images.Where(image => image.Name != "scratch" && ImageName().IsMatch(image.Name));
    }

    private static void Declare(string declarations, Dictionary<string, string> arguments, char escape)
    {
        foreach (var declaration in declarations.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = declaration.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
                arguments[declaration[..equals]] = ImageWord.Expand(declaration[(equals + 1)..], arguments, escape);
        }
    }

    // What an engine's path may hold; dots only between other characters.
    [GeneratedRegex(@"^[A-Za-z0-9]+(?:[._:/@-]+[A-Za-z0-9]+)*$", RegexOptions.CultureInvariant)]
    private static partial Regex ImageName();
}
