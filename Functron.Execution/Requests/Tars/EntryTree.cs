namespace Functron.Execution.Requests.Tars;

/// <summary>
/// The tree that an archive's entries grow, entry by entry, as far as it matters where the next one would land:
/// nothing may be written through a link that the archive itself made.
/// </summary>
internal sealed class EntryTree
{
    private readonly Dictionary<string, Node> _nodes = [];
    private readonly Dictionary<string, Node>.AlternateLookup<ReadOnlySpan<char>> _prefixes;

    public EntryTree() => _prefixes = _nodes.GetAlternateLookup<ReadOnlySpan<char>>();

    public enum Node
    {
        Folder,
        File,
        SymbolicLink,
    }

    /// <summary>
    /// A path without <c>.</c>, empty segments and a slash at its end; null when it leaves the tree or is absolute. Slashes alone
    /// are the tree's own root: Python's tarfile writes "/" for a folder that was added under an empty name.
    /// </summary>
    public static string? Normalize(string path)
    {
        if (path.StartsWith('/') && path.AsSpan().ContainsAnyExcept('/'))
            return null;
        var segments = path.Split('/').Where(segment => segment is not ("" or ".")).ToList();
        return segments.Contains("..") ? null : string.Join('/', segments);
    }

    /// <returns>What is there; null when nothing is.</returns>
    public Node? Find(string path) => _nodes.TryGetValue(path, out var node) ? node : null;

    /// <summary>The first thing on the way to a path that is not a folder; null when the way is free.</summary>
    public (string Path, Node Node)? Obstacle(string path)
    {
        for (var slash = path.IndexOf('/'); slash >= 0; slash = path.IndexOf('/', slash + 1))
        {
            if (_prefixes.TryGetValue(path.AsSpan(0, slash), out var node) && node != Node.Folder)
                return (path[..slash], node);
        }

        return null;
    }

    /// <summary>Puts something there; what was there before is replaced, as the engine does.</summary>
    public void Put(string path, Node node) => _nodes[path] = node;
}
