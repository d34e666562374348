using Functron.Execution.Engine;

namespace Functron.Execution.Build;

/// <summary>
/// Compares the labels of a built image with those that it was to get. They decide what a sweep removes, so a Dockerfile that keeps ours off,
/// in whichever way, or sets some of its own is a build that failed. What was asked for is looked at, and not how it could be got around.
/// </summary>
internal static class ImageLabels
{
    /// <param name="asked">All that are to begin with <see cref="Labels.Prefix"/>.</param>
    /// <returns>For the user; null when all is well.</returns>
    public static string? ProblemOf(ImageSnapshot image, IReadOnlyDictionary<string, string> asked)
    {
        var lacking = asked.Where(label => image.Labels.GetValueOrDefault(label.Key) != LabelledDockerfile.ValueOf(label.Value)).Select(label => label.Key).ToList();
        if (lacking.Count > 0)
        {
            return $"The builder reported no error, but the image does not carry Functron's labels ({string.Join(", ", lacking)}): the Dockerfile's last line swallows what follows it. "
                + "Functron appends a LABEL; end the Dockerfile with a whole instruction.";
        }

        return Ours(image).Where(name => !asked.ContainsKey(name)).Order(StringComparer.Ordinal).ToList() is { Count: > 0 } foreign
            ? $"The image has labels that only Functron sets ({Requests.Excerpt.Of(string.Join(", ", foreign))}): take them out of the Dockerfile, or another base image if they are its own. "
                + $"Labels that begin with \"{Labels.Prefix}\" decide what Functron removes."
            : null;
    }

    /// <summary>Whether there is any that a container of the image would inherit.</summary>
    public static bool HasOurs(ImageSnapshot image) => Ours(image).Any();

    private static IEnumerable<string> Ours(ImageSnapshot image) =>
        image.Labels.Keys.Where(name => name.StartsWith(Labels.Prefix, StringComparison.Ordinal) && name != Labels.StandIn);
}
