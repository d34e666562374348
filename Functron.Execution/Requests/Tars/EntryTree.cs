namespace Functron.Execution.Requests.Tars;

/// <summary>The tree that the entries of an archive make in an empty folder, one after the other.</summary>
internal sealed class EntryTree
{
    private readonly Node _root = new(NodeKind.Folder, null);

    public enum NodeKind
    {
        Folder,
        File,
        SymbolicLink,
    }

    /// <summary>The number of folders that are no entries. They are made with the first entry below them.</summary>
    public int ImpliedFolders { get; private set; }

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
    public Node? Find(string path)
    {
        var node = _root;
        foreach (var range in path.AsSpan().Split('/'))
        {
            if (node.Child(path.AsSpan()[range]) is not { } child)
                return null;
            node = child;
        }

        return node;
    }

    /// <summary>The first thing on the way to a path that is not a folder. Null when there is none.</summary>
    public (string Path, Node Node)? Obstacle(string path)
    {
        var node = _root;
        for (int start = 0, slash; (slash = path.IndexOf('/', start)) >= 0; start = slash + 1)
        {
            if (node.Child(path.AsSpan(start, slash - start)) is not { } child)
                return null;
            if (child.Kind != NodeKind.Folder)
                return (path[..slash], child);
            node = child;
        }

        return null;
    }

    /// <summary>
    /// Puts something at a path and makes the folders on its way. It replaces what was there, with everything below; only a folder does
    /// not replace a folder. A hard link is the same node as the file that it names.
    /// </summary>
    public void Put(string path, Node node)
    {
        var parent = _root;
        var start = 0;
        for (int slash; (slash = path.IndexOf('/', start)) >= 0; start = slash + 1)
        {
            var segment = path.AsSpan(start, slash - start);
            if (parent.Child(segment) is not { } child)
            {
                parent.Put(segment, child = new Node(NodeKind.Folder, null));
                ImpliedFolders++;
            }

            parent = child;
        }

        var name = path.AsSpan(start);
        if (node.Kind != NodeKind.Folder || parent.Child(name) is not { Kind: NodeKind.Folder })
            parent.Put(name, node);
    }

    /// <param name="attributes">Null for a folder that is no entry, and when nobody asks for them.</param>
    internal sealed class Node(NodeKind kind, TarAttributes? attributes)
    {
        private Dictionary<string, Node>? _children;

        public NodeKind Kind { get; } = kind;

        public TarAttributes? Attributes { get; } = attributes;

        public Node? Child(ReadOnlySpan<char> name) =>
            _children is not null && _children.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var child) ? child : null;

        public void Put(ReadOnlySpan<char> name, Node child) => (_children ??= []).GetAlternateLookup<ReadOnlySpan<char>>()[name] = child;
    }
}
