using System.Text.Json;
using Functron.Execution.Engine;
using Functron.Execution.Requests.Dockerfiles;

namespace Functron.Execution.Build;

/// <summary>
/// What a base image has the builder do first (<c>ONBUILD</c>). A build context here has no files to copy, so a trigger that wants files is
/// refused, as such an instruction of the Dockerfile is. All other triggers do what they say.
/// </summary>
internal static class OnBuildTriggers
{
    /// <returns>Why the Dockerfile cannot be built, for the user. Null when no trigger wants files.</returns>
    public static async Task<string?> RefusedAsync(IContainerEngine engine, Dockerfile dockerfile, CancellationToken cancellationToken)
    {
        foreach (var name in dockerfile.Bases.StartedFrom)
        {
            if (await engine.FindImageAsync(name, cancellationToken) is not { } image)
                continue;
            foreach (var trigger in image.OnBuild)
            {
                if (WantsFiles(trigger))
                {
                    return $"The base image {name} has \"ONBUILD {Requests.Excerpt.Of(trigger.Trim())}\", which copies files of a build "
                        + "context; there are none here. "
                        + "Take another base image, and put the files into TarFile: they are in /data when the function runs.";
                }
            }
        }

        return null;
    }

    internal static bool WantsFiles(string trigger) => Dockerfile.Parse(trigger).Instructions.Any(WantsFiles);

    private static bool WantsFiles(Instruction instruction) => instruction.Keyword switch
    {
        "COPY" => instruction.Flag("from") is null,
        "ADD" => Sources(instruction.Arguments).Any(source => !IsAddress(source)),
        _ => false,
    };

    /// <summary>All words but the last, which is the target.</summary>
    private static IEnumerable<string> Sources(string arguments)
    {
        var rest = arguments.AsSpan();
        while (rest.StartsWith("--") && rest.IndexOfAny(' ', '\t') is > 0 and var end)
            rest = rest[end..].TrimStart();
        var words = rest.ToString();
        return (JsonWords(words) ?? words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).SkipLast(1);
    }

    private static string[]? JsonWords(string text)
    {
        try
        {
            return text.StartsWith('[') ? JsonSerializer.Deserialize<string[]>(text) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The builder knows the value of a variable, we do not. If it means a file, the builder has none.</summary>
    private static bool IsAddress(string source) =>
        source.Contains('$', StringComparison.Ordinal)
        || source.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
        || source.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
}
