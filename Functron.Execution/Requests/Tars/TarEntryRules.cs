namespace Functron.Execution.Requests.Tars;

/// <summary>What an entry may be, after the entries before it. An entry that breaks no rule is put into the tree.</summary>
internal static class TarEntryRules
{
    // The kernel's PATH_MAX (4096, its zero byte counted) with room for the folder above, and NAME_MAX.
    private const int LongestPath = 4000;
    private const int LongestTarget = 4095;
    private const int LongestSegment = 255;

    // What is deeper is no function's folder, and takes long to make and to remove.
    private const int DeepestPath = 100;

    public static IEnumerable<(string Rule, string Message)> Check(TarItem item, EntryTree tree)
    {
        if (TarItemKinds.Problem(item) is { } kind)
            return [kind];
        if (item.Name.Length > LongestPath)
            return [("path-length", $"its path has more than {LongestPath} bytes.")];
        var longestTarget = item.Kind == TarKind.SymbolicLink ? LongestTarget : LongestPath;
        if (item.Target.Length > longestTarget)
            return [("path-length", $"its target has more than {longestTarget} bytes.")];
        if (EntryTree.Normalize(item.Name) is not { } path)
            return [("path", "it is absolute or has a \"..\" in its path.")];
        if (path.Length == 0)
            return item.Kind == TarKind.Folder ? [] : [("path", "it would replace the folder it is unpacked to.")];
        if (path.Split('/').Any(segment => segment.Length > LongestSegment))
            return [("path-length", $"a name in its path has more than {LongestSegment} bytes.")];
        if (path.AsSpan().Count('/') > DeepestPath)
            return [("path-depth", $"it is more than {DeepestPath} folders deep.")];
        if (Obstacle(tree, path) is { } obstacle)
            return [("path", $"it {obstacle}")];
        if (XattrRules.Problem(item) is { } xattr)
            return [xattr];

        if (item.Kind == TarKind.HardLink)
            return Link(item, tree, path);
        if (item is { Kind: TarKind.SymbolicLink, Target: "" })
            return [("path", "it is a symbolic link to nothing.")];

        // Its attributes are judged. All entries together may have more of them than there is memory.
        tree.Put(path, new EntryTree.Node(NodeOf(item.Kind), null));
        return [];
    }

    private static IEnumerable<(string Rule, string Message)> Link(TarItem item, EntryTree tree, string path)
    {
        var link = $"it is a hard link to \"{TarText.Shown(item.Target)}\", which";
        if (EntryTree.Normalize(item.Target) is not { } linked)
            return [("hard-link", $"{link} is absolute or has a \"..\" in its path.")];
        if (linked.AsSpan().Count('/') > DeepestPath)
            return [("path-depth", $"{link} is more than {DeepestPath} folders deep.")];
        if (Obstacle(tree, linked) is { } obstacle)
            return [("hard-link", $"{link} {obstacle}")];
        if (linked.Length == 0 || tree.Find(linked) is not { Kind: not EntryTree.NodeKind.Folder } there)
            return [("hard-link", $"{link} is no earlier file of the archive.")];
        if (linked.StartsWith(path + "/", StringComparison.Ordinal))
            return [("hard-link", $"{link} lies in the folder that it would replace.")];

        // A hard link to a symbolic link is that symbolic link under another name.
        tree.Put(path, there);
        return [];
    }

    private static string? Obstacle(EntryTree tree, string path) => tree.Obstacle(path) switch
    {
        null => null,
        { Node.Kind: EntryTree.NodeKind.SymbolicLink } link =>
            $"leads through \"{TarText.Shown(link.Path)}\", a symbolic link of the archive.",
        { } file => $"lies below \"{TarText.Shown(file.Path)}\", which is a file of the archive.",
    };

    private static EntryTree.NodeKind NodeOf(TarKind kind) => kind switch
    {
        TarKind.Folder => EntryTree.NodeKind.Folder,
        TarKind.SymbolicLink => EntryTree.NodeKind.SymbolicLink,
        _ => EntryTree.NodeKind.File,
    };
}
