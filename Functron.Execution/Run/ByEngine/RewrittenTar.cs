using Functron.Execution.Requests.Tars;

namespace Functron.Execution.Run.ByEngine;

/// <summary>
/// A user's archive, read by our own reader and written again in the one form that every engine reads in the same way. So the engine
/// unpacks what the gate judged and what the launcher would unpack. The archive is made while it is read, and is not seekable.
/// </summary>
/// <param name="archive">Seekable. It is read twice.</param>
/// <param name="folder">Comes before each name. It is empty, or ends with a slash.</param>
internal sealed class RewrittenTar(
    Stream archive, string folder, ExecutionOptions options, CancellationToken cancellationToken) : ForwardStream
{
    private const int PieceLength = 64 * 1024;
    private const int Block = TarHeader.Block;

    private IEnumerator<ReadOnlyMemory<byte>>? _pieces;
    private ReadOnlyMemory<byte> _piece;

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        _pieces ??= Pieces().GetEnumerator();
        while (_piece.IsEmpty)
        {
            if (!_pieces.MoveNext())
                return 0;
            _piece = _pieces.Current;
        }

        var count = Math.Min(buffer.Length, _piece.Length);
        _piece.Span[..count].CopyTo(buffer);
        _piece = _piece[count..];
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _pieces?.Dispose();
        base.Dispose(disposing);
    }

    private IEnumerable<ReadOnlyMemory<byte>> Pieces()
    {
        var whole = new UnpackedTree(keepsAttributes: false);
        foreach (var item in Items(Open()))
            whole.Add(item);

        var reader = Open();
        var sofar = new UnpackedTree(keepsAttributes: true);
        var content = new byte[PieceLength];
        foreach (var item in Items(reader))
        {
            if (sofar.Add(item) is not { } entry || IsReplacedFolder(entry, whole))
                continue;
            var target = item.Kind == TarKind.HardLink ? folder + entry.Target : entry.Target;
            yield return RewrittenEntry.Header(entry with { Path = folder + entry.Path, Target = target });
            if (item.Size == 0)
                continue;
            for (int count; (count = reader.ReadContent(content)) > 0;)
                yield return content.AsMemory(0, count);
            yield return new byte[-item.Size & (Block - 1)];
        }

        yield return new byte[2 * Block];
    }

    /// <summary>The engine sets the times of folders at the end, on whatever is there by then.</summary>
    private static bool IsReplacedFolder(UnpackedEntry entry, UnpackedTree whole) =>
        entry.Kind == TarKind.Folder && whole.Find(entry.Path) is not { Kind: EntryTree.NodeKind.Folder };

    private static IEnumerable<TarItem> Items(TarItemReader reader)
    {
        while (reader.Next() is { } item)
            yield return item;
    }

    private TarItemReader Open()
    {
        archive.Position = 0;
        var unpacked = TarCompression.Unpack(archive) ?? archive;
        return new TarItemReader(new MeteredStream(unpacked, MeterLimits.Of(options.MaxTarUnpackedBytes), cancellationToken));
    }
}
