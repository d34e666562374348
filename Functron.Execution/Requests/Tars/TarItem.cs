namespace Functron.Execution.Requests.Tars;

/// <summary>An entry with all that its headers say about it, whatever format they have.</summary>
/// <param name="Number">Counted from 1, headers that only say something about others left out.</param>
/// <param name="Type">The letter in the header, for what is no file, folder or link.</param>
/// <param name="Name">As it stands in the archive; see <see cref="TarText"/>.</param>
/// <param name="Target">Of a link, likewise; else empty.</param>
/// <param name="Size">Of the content. Only files have one, whatever the headers of others say.</param>
internal sealed record TarItem(int Number, TarKind Kind, char Type, string Name, string Target, long Size, TarAttributes Attributes, bool IsSparse);

internal enum TarKind
{
    File,
    Folder,
    SymbolicLink,
    HardLink,
    Other,
}

/// <param name="Owner">2^32-1 leaves it as it is, which for a new file is root.</param>
/// <param name="Mtime">Seconds since 1970.</param>
/// <param name="MtimeFraction">Nanoseconds.</param>
/// <param name="OwnXattrs">How many bytes of <paramref name="Xattrs"/> it does not share with other entries.</param>
internal sealed record TarAttributes(
    int Mode, uint Owner, uint Group, long Mtime, int MtimeFraction, Xattrs Xattrs, long OwnXattrs);
