using System.Formats.Tar;

namespace Functron.Execution.Requests.Tars;

/// <summary>What one entry may be, given those before it. An entry that may be is put into the tree.</summary>
internal static class TarEntryRules
{
    private const string Sparse = "GNU.sparse.";
    private const int LongestPath = 4096; // PATH_MAX

    // The way to an entry is looked at folder by folder: without a limit, a few thousand names take minutes.
    private const int DeepestPath = 100;

    public static IEnumerable<(string Rule, string Message)> Check(TarEntry entry, EntryTree tree)
    {
        var name = Excerpt.Of(entry.Name);
        if (entry.Name.Length > LongestPath || entry.LinkName.Length > LongestPath)
            return [("path-length", $"\"{name}\": its path or target has more than {LongestPath} characters.")];
        if (IsSparse(entry))
            return [("sparse", $"\"{name}\" is a sparse file, which could unpack to any size.")];
        if (NodeOf(entry.EntryType) is not { } node)
            return [("entry-type", $"\"{name}\" is no file, folder or link, but a device, a pipe or something that only some tar programs know.")];

        if (EntryTree.Normalize(entry.Name) is not { } path)
            return [("path", $"\"{name}\" is absolute or has a \"..\" in its path.")];
        if (path.Length == 0)
            return node == EntryTree.Node.Folder ? [] : [("path", $"\"{name}\" would replace the folder it is unpacked to.")];
        if (path.AsSpan().Count('/') > DeepestPath)
            return [("path-depth", $"\"{name}\" is more than {DeepestPath} folders deep.")];
        if (Obstacle(tree, path) is { } obstacle)
            return [("path", $"\"{name}\" {obstacle}")];

        if (entry.EntryType == TarEntryType.HardLink)
            return Link(entry, tree, path, name);

        tree.Put(path, node);
        return [];
    }

    private static IEnumerable<(string Rule, string Message)> Link(TarEntry entry, EntryTree tree, string path, string name)
    {
        var target = Excerpt.Of(entry.LinkName);
        if (EntryTree.Normalize(entry.LinkName) is not { } linked)
            return [("hard-link", $"\"{name}\" is a hard link to \"{target}\", which is absolute or has a \"..\" in its path.")];
        if (linked.AsSpan().Count('/') > DeepestPath)
            return [("path-depth", $"\"{name}\" is a hard link to a path that is more than {DeepestPath} folders deep.")];
        if (Obstacle(tree, linked) is { } obstacle)
            return [("hard-link", $"\"{name}\" is a hard link to \"{target}\", which {obstacle}")];
        if (tree.Find(linked) is not { } there || there == EntryTree.Node.Folder)
            return [("hard-link", $"\"{name}\" is a hard link to \"{target}\", which is no earlier file of the archive.")];

        // A hard link to a symbolic link is that symbolic link under another name.
        tree.Put(path, there);
        return [];
    }

    private static string? Obstacle(EntryTree tree, string path) => tree.Obstacle(path) switch
    {
        null => null,
        { Node: EntryTree.Node.SymbolicLink } link => $"leads through \"{Excerpt.Of(link.Path)}\", a symbolic link of the archive.",
        { } file => $"lies below \"{Excerpt.Of(file.Path)}\", which is a file of the archive.",
    };

    private static EntryTree.Node? NodeOf(TarEntryType type) => type switch
    {
        TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile or TarEntryType.HardLink => EntryTree.Node.File,
        TarEntryType.Directory => EntryTree.Node.Folder,
        TarEntryType.SymbolicLink => EntryTree.Node.SymbolicLink,
        _ => null,
    };

    private static bool IsSparse(TarEntry entry) =>
        entry.EntryType == TarEntryType.SparseFile
        || (entry is PaxTarEntry pax && pax.ExtendedAttributes.Keys.Any(key => key.StartsWith(Sparse, StringComparison.Ordinal)));
}
