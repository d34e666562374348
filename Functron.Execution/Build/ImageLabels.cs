using Functron.Execution.Engine;

namespace Functron.Execution.Build;

/// <summary>
/// Compares the labels of a built image with those that it was to get. They decide what a sweep removes. So a build has failed when its
/// Dockerfile keeps ours off the image, or sets labels of that kind itself. Only the image is looked at, as there are many ways to do that.
/// </summary>
internal static class ImageLabels
{
    /// <param name="asked">All the labels beginning with <see cref="Labels.Prefix"/> that the image was to get.</param>
    /// <returns>What is wrong, for the user. Null when nothing is.</returns>
    public static string? ProblemOf(ImageSnapshot image, IReadOnlyDictionary<string, string> asked)
    {
        var lacking = asked
            .Where(label => image.Labels.GetValueOrDefault(label.Key) != LabelledDockerfile.ValueOf(label.Value))
            .Select(label => label.Key)
            .ToList();
        if (lacking.Count > 0)
        {
            return $"The builder reported no error, but the image does not carry Functron's labels ({string.Join(", ", lacking)}): the "
                + "Dockerfile's last line swallows what follows it. "
                + "Functron appends a LABEL; end the Dockerfile with a whole instruction.";
        }

        return Ours(image).Where(name => !asked.ContainsKey(name)).Order(StringComparer.Ordinal).ToList() is { Count: > 0 } foreign
            ? $"The image has labels that only Functron sets ({Requests.Excerpt.Of(string.Join(", ", foreign))}): take them out of the "
                + "Dockerfile, or another base image if they are its own. "
                + $"Labels that begin with \"{Labels.Prefix}\" decide what Functron removes."
            : null;
    }

    /// <summary>Whether the image has a label of ours, which a container of it would inherit.</summary>
    public static bool HasOurs(ImageSnapshot image) => Ours(image).Any();

    private static IEnumerable<string> Ours(ImageSnapshot image) =>
        image.Labels.Keys.Where(name => name.StartsWith(Labels.Prefix, StringComparison.Ordinal) && name != Labels.StandIn);
}
