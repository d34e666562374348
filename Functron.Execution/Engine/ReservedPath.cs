namespace Functron.Execution.Engine;

/// <summary>The one path in a container that is Functron's.</summary>
internal static class ReservedPath
{
    /// <summary>
    /// Every container gets a new, empty <c>/dev</c>, whatever its image has there. So no file of an image can be in this place,
    /// but its VOLUME and its WORKDIR still could.
    /// </summary>
    public const string Name = "/dev/.functron";

    /// <returns>What an image wants with it, in words for its author. Null when it leaves the path alone.</returns>
    public static string? ProblemOf(ImageSnapshot image) =>
        image.Volumes.FirstOrDefault(IsWithin) is { } volume ? Words("VOLUME", volume)
            : IsWithin(image.WorkingDirectory) ? Words("WORKDIR", image.WorkingDirectory)
            : null;

    private static string Words(string instruction, string path) => $"{instruction} {path}: the name {Name} is reserved for Functron.";

    private static bool IsWithin(string path)
    {
        var names = new List<string>();
        foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (name == ".." && names.Count > 0)
                names.RemoveAt(names.Count - 1);
            else if (name is not ("." or ".."))
                names.Add(name);
        }

        return ('/' + string.Join('/', names) + '/').StartsWith(Name + '/', StringComparison.Ordinal);
    }
}
