namespace Functron.Execution.Engine;

/// <summary>
/// Tells the containers and images that we made from others that carry our labels. What somebody starts from a function's image, or builds
/// on it, inherits the image's labels. What somebody starts from a commit of our container inherits all labels of that container.
/// </summary>
internal static class OwnResources
{
    private const int ShortestRunId = 12;

    /// <summary>Those of them, running or not, that carry all of these labels (<c>name=value</c>, or <c>name</c> with any value).</summary>
    public static async Task<IReadOnlyList<LabelledResource>> ListOwnContainersAsync(
        this IContainerEngine engine, IReadOnlyList<string> labels, CancellationToken cancellationToken)
    {
        var containers = await engine.ListContainersAsync(labels, cancellationToken);
        return [.. containers.Where(container => container.Names.Any(name => IsOurContainer(name, container.Labels)))];
    }

    /// <summary>Those of them that carry all of these labels, with our names alone: one that a person gave is that person's.</summary>
    public static async Task<IReadOnlyList<LabelledResource>> ListOwnImagesAsync(
        this IContainerEngine engine, IReadOnlyList<string> labels, CancellationToken cancellationToken)
    {
        var images = await engine.ListImagesAsync(labels, cancellationToken);
        return [.. images.Where(IsOurImage).Select(WithOurNames)];
    }

    /// <summary>Only a container of ours says its own name.</summary>
    /// <param name="name">The container's.</param>
    /// <param name="labels">The container's.</param>
    public static bool IsOurContainer(string name, IReadOnlyDictionary<string, string> labels) =>
        labels.TryGetValue(Labels.Container, out var own) ? own == name : IsOfEarlierVersion(name, labels);

    /// <summary>
    /// Containers of earlier versions do not say their name. But only containers had an attempt or a path, never images, and the name
    /// follows from the labels.
    /// </summary>
    private static bool IsOfEarlierVersion(string name, IReadOnlyDictionary<string, string> labels)
    {
        var attempt = labels.GetValueOrDefault(Labels.Attempt);
        return (attempt is not null || labels.ContainsKey(Labels.Path))
            && NameOf(labels) is { } first
            && (name == first || name == $"{first}-{attempt}");
    }

    /// <summary>
    /// An image has the name that its labels say, or no name when a later build took it. What somebody built on it has another name.
    /// </summary>
    private static bool IsOurImage(LabelledResource image) =>
        image.Names.All(name => name.StartsWith("<none>", StringComparison.Ordinal))
            || (TagOf(image) is { } own && image.Names.Contains(own));

    private static LabelledResource WithOurNames(LabelledResource image) =>
        image with { Names = [.. image.Names.Where(name => name == TagOf(image))] };

    private static string? TagOf(LabelledResource image) => NameOf(image.Labels) is { } name ? $"{name}:latest" : null;

    /// <summary>The name of what belongs to a run. Null when the labels do not say which run.</summary>
    private static string? NameOf(IReadOnlyDictionary<string, string> labels) =>
        labels.GetValueOrDefault(Labels.Run) is { Length: >= ShortestRunId } run
            ? ResourceNames.For(labels.GetValueOrDefault(Labels.FnName, ""), run)
            : null;
}
