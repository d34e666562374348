using Functron.Execution.Requests.Tars;

namespace Functron.Execution.Run;

/// <summary>What an archive that passed the gate makes, entry by entry.</summary>
internal sealed class UnpackedTree
{
    private readonly EntryTree _tree = new();

    public EntryTree.Node? Find(string path) => _tree.Find(path);

    /// <returns>What the entry makes; null when it makes nothing: the folder that all is unpacked to, a hard link to itself.</returns>
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
        _tree.Put(path, new EntryTree.Node(kind, item.Attributes));
        return new UnpackedEntry(item.Kind, path, item.Target, item.Size, item.Attributes);
    }

    /// <summary>The engine gives what a hard link names the attributes that the link's header has: let it be those that it has already.</summary>
    private UnpackedEntry? Link(TarItem item, string path)
    {
        var target = EntryTree.Normalize(item.Target) ?? throw Unjudged();
        if (path == target)
            return null;
        var node = _tree.Find(target);
        if (node?.Attributes is not { } attributes)
            throw Unjudged();
        _tree.Put(path, node);
        return new UnpackedEntry(TarKind.HardLink, path, target, 0, attributes);
    }

    private static InvalidDataException Unjudged() => new("An archive that never passed the gate is not unpacked.");
}

/// <param name="Path">Without what does not count in it.</param>
/// <param name="Target">Of a hard link likewise, of a symbolic link as it stands.</param>
internal sealed record UnpackedEntry(TarKind Kind, string Path, string Target, long Size, TarAttributes Attributes);
