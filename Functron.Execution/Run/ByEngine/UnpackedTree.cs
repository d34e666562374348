using Functron.Execution.Requests.Tars;

namespace Functron.Execution.Run.ByEngine;

/// <summary>What an archive that passed the gate makes, entry by entry.</summary>
/// <param name="keepsAttributes">
/// Whether it keeps the attributes of each entry in memory, for the hard links that name it. Else a hard link gets its own attributes.
/// </param>
internal sealed class UnpackedTree(bool keepsAttributes)
{
    private readonly EntryTree _tree = new();

    public EntryTree.Node? Find(string path) => _tree.Find(path);

    /// <returns>
    /// What the entry makes. Null when it makes nothing: it is the folder that all is unpacked to, or a hard link to itself.
    /// </returns>
    /// <exception cref="InvalidDataException">The archive never passed the gate.</exception>
    public UnpackedEntry? Add(TarItem item)
    {
        var path = EntryTree.Normalize(item.Name) ?? throw Unjudged();
        if (path.Length == 0)
            return null;
        if (item.Kind == TarKind.HardLink)
            return Link(item, path);

        var kind = item.Kind switch
        {
            TarKind.Folder => EntryTree.NodeKind.Folder,
            TarKind.SymbolicLink => EntryTree.NodeKind.SymbolicLink,
            TarKind.File => EntryTree.NodeKind.File,
            _ => throw Unjudged(),
        };
        _tree.Put(path, new EntryTree.Node(kind, keepsAttributes ? item.Attributes : null));
        return new UnpackedEntry(item.Kind, path, item.Target, item.Size, item.Attributes);
    }

    /// <summary>
    /// The engine sets the attributes in a hard link's header on the file that the link names. So the header gets the attributes that the
    /// file has already.
    /// </summary>
    private UnpackedEntry? Link(TarItem item, string path)
    {
        var target = EntryTree.Normalize(item.Target) ?? throw Unjudged();
        if (path == target)
            return null;
        if (_tree.Find(target) is not { Kind: not EntryTree.NodeKind.Folder } node)
            throw Unjudged();
        _tree.Put(path, node);
        return new UnpackedEntry(TarKind.HardLink, path, target, 0, node.Attributes ?? item.Attributes);
    }

    private static InvalidDataException Unjudged() => new("An archive that never passed the gate is not unpacked.");
}

/// <param name="Path">Normalized.</param>
/// <param name="Target">The target of a link. It is normalized for a hard link, and as it stands for a symbolic link.</param>
internal sealed record UnpackedEntry(TarKind Kind, string Path, string Target, long Size, TarAttributes Attributes);
