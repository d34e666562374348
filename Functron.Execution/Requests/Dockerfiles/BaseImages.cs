using System.Text.RegularExpressions;

namespace Functron.Execution.Requests.Dockerfiles;

/// <summary>The images that a Dockerfile starts from or copies from. The engine must have them.</summary>
/// <param name="Names">
/// In order, each once. A name that cannot be known from the text, or is none, is left out: the builder knows more.
/// </param>
/// <param name="StartedFrom">Those of them that a stage starts from.</param>
/// <param name="DependOnArguments">Whether a name is made of arguments. The builder may read these in more ways than we do.</param>
internal sealed partial record BaseImages(IReadOnlyList<string> Names, IReadOnlyList<string> StartedFrom, bool DependOnArguments)
{
    /// <param name="escape">The character that continues lines.</param>
    public static BaseImages Of(IReadOnlyList<Instruction> instructions, IReadOnlyList<Stage> stages, char escape)
    {
        var named = Named(instructions, stages, escape).Where(image => image.Name != "scratch" && ImageName().IsMatch(image.Name)).ToList();
        return new BaseImages(
            [.. named.Select(image => image.Name).Distinct()],
            [.. named.Where(image => image.Starts).Select(image => image.Name).Distinct()],
            instructions.Any(NamesByArguments));
    }

    private static bool NamesByArguments(Instruction instruction) =>
        instruction.Keyword is "FROM" or "COPY"
        && instruction.Arguments.Contains('$', StringComparison.Ordinal)
        && (instruction.Keyword == "FROM" || instruction.Flag("from") is not null);

    private static List<(string Name, bool Starts)> Named(
        IReadOnlyList<Instruction> instructions, IReadOnlyList<Stage> stages, char escape)
    {
        var arguments = new Dictionary<string, string>();
        var stageNames = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var images = new List<(string Name, bool Starts)>();
        var nextStage = 0;
        foreach (var instruction in instructions)
        {
            switch (instruction.Keyword)
            {
                // Only an ARG before the first FROM can be used in a FROM.
                case "ARG" when nextStage == 0:
                    Declare(instruction.Arguments, arguments, escape);
                    break;
                case "FROM":
                    var stage = stages[nextStage++];
                    if (stage.From.Length > 0 && ImageWord.Expand(stage.From, arguments, escape) is var image
                        && !stageNames.Contains(image))
                        images.Add((image, true));
                    if (stage.Name is { } name)
                        stageNames.Add(name);
                    break;
                case "COPY" when instruction.Flag("from") is { } source && !stageNames.Contains(source) && !source.All(char.IsAsciiDigit):
                    images.Add((source, false));
                    break;
            }
        }

        return images;
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

    // What a path of the engine's API may hold; dots only between other characters.
    [GeneratedRegex(@"^[A-Za-z0-9]+(?:[._:/@-]+[A-Za-z0-9]+)*$", RegexOptions.CultureInvariant)]
    private static partial Regex ImageName();
}
