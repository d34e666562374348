namespace Functron.Execution.Requests.Tars;

/// <summary>
/// Reads an archive as a sequence of entries. Headers that only describe the next entry become a part of it. It accepts what GNU tar
/// accepts. The launcher, which unpacks the archive, reads it by the same rules (<c>launcher/src/tar.c</c>), and a test compares
/// the two.
/// </summary>
internal sealed class TarItemReader(MeteredStream archive)
{
    private const int LongestMetadata = 1024 * 1024;

    // Each entry gets what they ask for.
    private const int LongestShared = 64 * 1024;

    private const int PermissionBits = 0xFFF;

    private readonly byte[] _block = new byte[TarHeader.Block];
    private PaxOverrides _shared = new(null);
    private int _sharedLength;
    private byte[]? _own;
    private string? _longName;
    private string? _longTarget;
    private string? _name;
    private int _number;
    private long _unread;
    private long _padding;

    private string PerhapsNoTar => _number == 1 ? ", perhaps it is no tar" : "";

    /// <returns>Null at the end. Some programs write no mark for it. Then the archive ends at the end of an entry.</returns>
    /// <exception cref="TarRefusedException">The archive is damaged here.</exception>
    public TarItem? Next()
    {
        _number++;
        (_own, _longName, _longTarget, _name) = (null, null, null, null);
        while (NextHeader())
        {
            var header = new TarHeader(_block);
            switch (header.Type)
            {
                case 'L':
                    _longName = TarText.UpToZero(Metadata(header, LongestMetadata));
                    break;
                case 'K':
                    _longTarget = TarText.UpToZero(Metadata(header, LongestMetadata));
                    break;
                case 'x' or 'X': // X: what Sun's tar had before there was a standard
                    _own = Metadata(header, LongestMetadata);
                    break;
                case 'g':
                    // Records for all entries add up; one for the next entry stands alone.
                    var records = Metadata(header, LongestShared - _sharedLength);
                    _sharedLength += records.Length;
                    Add(_shared, records);
                    break;
                default:
                    return ReadItem(header);
            }
        }

        return null;
    }

    /// <summary>Reads content of the last entry, as much as fits. 0 when all of it was read.</summary>
    public int ReadContent(Span<byte> buffer)
    {
        var most = (int)Math.Min(buffer.Length, _unread);
        var count = archive.Read(buffer[..most]);
        if (count < most)
            throw Damaged("the archive ends within its content");
        _unread -= count;
        return count;
    }

    private static bool IsFile(char type) => type is '0' or '\0' or '7'; // 7: contiguous, a file like any other

    private bool NextHeader()
    {
        if (!archive.TrySkip(_unread + _padding))
            throw Damaged("the archive ends within the content of the entry before it");
        (_unread, _padding) = (0, 0);
        var count = archive.Read(_block);
        var header = new TarHeader(_block);
        if (archive.Count > 0 && (count == 0 || (count == TarHeader.Block && header.IsEmpty)))
            return false;
        if (count < TarHeader.Block)
            throw archive.Count == 0
                ? new TarRefusedException("format", "TarFile is no tar archive.")
                : Damaged("the archive ends within its header" + PerhapsNoTar);
        if (!header.IsIntact)
            throw Damaged("the check sum of its header is wrong" + PerhapsNoTar);
        return true;
    }

    private byte[] Metadata(TarHeader header, int longest)
    {
        var size = Size(header);
        if (size > longest)
            throw new TarRefusedException(
                "metadata-size", $"TarFile: entry {_number}: it has a name or PAX records longer than {longest} bytes.");
        Begin(size);
        var content = new byte[size];
        ReadContent(content);
        return content;
    }

    private PaxOverrides Add(PaxOverrides overrides, byte[] records) =>
        overrides.Add(records) is { } problem ? throw Damaged(problem) : overrides;

    private TarItem ReadItem(TarHeader header)
    {
        _name = header.Name;
        var records = _own is null ? _shared : Add(new PaxOverrides(_shared), _own);
        _name = records.Path is { } path ? Whole(path, "path") : _longName is { Length: > 0 } ? _longName : _name;
        var target = records.Target is { } linked
            ? Whole(linked, "linkpath")
            : _longTarget is { Length: > 0 } ? _longTarget : header.Target;
        var kind = KindOf(header.Type);
        var size = Size(header);
        if (records.Size is { } recorded && !TarNumber.TryDecimal(recorded, long.MaxValue, out size))
            throw Damaged("its PAX record \"size\" is no number");

        // A cut archive is told here, where the launcher tells it; a device has no content, what is unknown may have some.
        Begin(kind == TarKind.File || (kind == TarKind.Other && header.Type is not ('3' or '4' or '6')) ? size : 0);
        return new TarItem(
            _number,
            kind,
            header.Type,
            _name,
            kind is TarKind.SymbolicLink or TarKind.HardLink ? target : "",
            _unread,
            Attributes(header, records),
            records.IsSparse);
    }

    private TarKind KindOf(char type) => type switch
    {
        // Old programs wrote a folder as a file with a slash at its end.
        _ when IsFile(type) => _name!.EndsWith('/') ? TarKind.Folder : TarKind.File,
        '1' => TarKind.HardLink,
        '2' => TarKind.SymbolicLink,
        '5' => TarKind.Folder,
        _ => TarKind.Other,
    };

    private TarAttributes Attributes(TarHeader header, PaxOverrides records)
    {
        if (!TarNumber.TryRead(header.Mode, out var mode))
            throw Damaged("the mode's field is no number");
        if (!TarNumber.TryRead(header.Mtime, out var mtime))
            throw Damaged("the time's field is no number");
        var fraction = 0;
        if (records.Mtime is { } recorded && !TarNumber.TryTime(recorded, out mtime, out fraction))
            throw Damaged("its PAX record \"mtime\" is no time");
        return new TarAttributes(
            (int)(mode & PermissionBits),
            Id(header.Owner, "owner", records.Owner, "uid"),
            Id(header.Group, "group", records.Group, "gid"),
            mtime,
            fraction,
            records.Xattrs,
            records.Xattrs.Together - _shared.Xattrs.Together);
    }

    private uint Id(ReadOnlySpan<byte> field, string what, byte[]? recorded, string key)
    {
        if (!TarNumber.TryRead(field, out var id))
            throw Damaged($"the {what}'s field is no number");
        if (id is < 0 or > uint.MaxValue)
            throw Damaged($"its {what}, {id}, is not from 0 to {uint.MaxValue}");
        if (recorded is not null && !TarNumber.TryDecimal(recorded, uint.MaxValue, out id))
            throw Damaged($"its PAX record \"{key}\" is no number from 0 to {uint.MaxValue}");
        return (uint)id;
    }

    private long Size(TarHeader header)
    {
        // A hard link's is not looked at.
        long size = 0;
        if (header.Type != '1' && (!TarNumber.TryRead(header.Size, out size) || size < 0))
            throw Damaged("the size's field is no number");
        return size;
    }

    private string Whole(byte[] name, string key) =>
        name.AsSpan().Contains((byte)0) ? throw Damaged($"its PAX record \"{key}\" has a zero byte") : TarText.Of(name);

    /// <summary>The archive must have the whole content, with the bytes that fill its last block.</summary>
    private void Begin(long size)
    {
        var padding = -size & (TarHeader.Block - 1);
        if (size > long.MaxValue - TarHeader.Block || archive.Lacks(size + padding))
            throw Damaged("the archive ends within its content");
        (_unread, _padding) = (size, padding);
    }

    private TarRefusedException Damaged(string what) =>
        new("corrupt", $"TarFile: entry {_number}{(_name is null ? "" : $" \"{TarText.Shown(_name)}\"")}: {what}.");
}
