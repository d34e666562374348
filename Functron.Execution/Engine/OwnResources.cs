namespace Functron.Execution.Engine;

/// <summary>
/// Tells the containers and images that we made from others that have our labels: whatever is started from a function's image, by a person
/// for a look say, or is built on it, inherits the image's, and what is started from a commit of our container all of that one's.
/// </summary>
internal static class OwnResources
{
    private const int ShortestRunId = 12;

    /// <summary>Those of them, running or not, that carry all of these labels (<c>name=value</c>, or <c>name</c> with any value).</summary>
    public static async Task<IReadOnlyList<LabelledResource>> ListOwnContainersAsync(
        this IContainerEngine engine, IReadOnlyList<string> labels, CancellationToken cancellationToken) =>
        [.. (await engine.ListContainersAsync(labels, cancellationToken)).Where(container => container.Names.Any(name => IsOurContainer(name, container.Labels)))];

    /// <summary>Those of them that carry all of these labels, with our names alone: one that a person gave is that person's.</summary>
    public static async Task<IReadOnlyList<LabelledResource>> ListOwnImagesAsync(
        this IContainerEngine engine, IReadOnlyList<string> labels, CancellationToken cancellationToken) =>
        [.. (await engine.ListImagesAsync(labels, cancellationToken)).Where(IsOurImage).Select(image => image with { Names = [.. image.Names.Where(name => name == TagOf(image))] })];

    /// <summary>Only a container of ours says its own name.</summary>
    /// <param name="name">The container's.</param>
    /// <param name="labels">The container's.</param>
    public static bool IsOurContainer(string name, IReadOnlyDictionary<string, string> labels) =>
        labels.TryGetValue(Labels.Container, out var own) ? own == name : IsOfEarlierVersion(name, labels);

    /// <summary>Their containers say no name. But an attempt or a path was on containers alone, never on an image, and the name follows from the labels.</summary>
    private static bool IsOfEarlierVersion(string name, IReadOnlyDictionary<string, string> labels)
    {
        var attempt = labels.GetValueOrDefault(Labels.Attempt);
        return (attempt is not null || labels.ContainsKey(Labels.Path)) && NameOf(labels) is { } first && (name == first || name == $"{first}-{attempt}");
    }

    /// <summary>An image has the name that its labels say, or, when a later build took that, none. What is built on it has another one.</summary>
    private static bool IsOurImage(LabelledResource image) =>
        image.Names.All(name => name.StartsWith("<none>", StringComparison.Ordinal)) || (TagOf(image) is { } own && image.Names.Contains(own));

    private static string? TagOf(LabelledResource image) => NameOf(image.Labels) is { } name ? $"{name}:latest" : null;

    /// <summary>Of what belongs to a run; null when the labels do not say which.</summary>
    private static string? NameOf(IReadOnlyDictionary<string, string> labels) =>
        labels.GetValueOrDefault(Labels.Run) is { Length: >= ShortestRunId } run ? ResourceNames.For(labels.GetValueOrDefault(Labels.FnName, ""), run) : null;
}
