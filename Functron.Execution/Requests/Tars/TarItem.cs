namespace Functron.Execution.Requests.Tars;

/// <summary>An entry with everything that its headers say about it, in whatever format.</summary>
/// <param name="Number">Its number, from 1. Headers that only describe other entries are not counted.</param>
/// <param name="Type">The letter in the header, for what is no file, folder or link.</param>
/// <param name="Name">As it stands in the archive; see <see cref="TarText"/>.</param>
/// <param name="Target">What a link points to, as it stands in the archive. Empty for everything else.</param>
/// <param name="Size">Bytes of content. Only files have content, whatever the headers of other entries say.</param>
internal sealed record TarItem(
    int Number, TarKind Kind, char Type, string Name, string Target, long Size, TarAttributes Attributes, bool IsSparse);

internal enum TarKind
{
    File,
    Folder,
    SymbolicLink,
    HardLink,
    Other,
}

/// <param name="Owner">2^32-1 leaves the owner as it is, which is root for a new file.</param>
/// <param name="Mtime">Seconds since 1970.</param>
/// <param name="MtimeFraction">Nanoseconds.</param>
/// <param name="OwnXattrs">How many bytes of <paramref name="Xattrs"/> it does not share with other entries.</param>
internal sealed record TarAttributes(
    int Mode, uint Owner, uint Group, long Mtime, int MtimeFraction, Xattrs Xattrs, long OwnXattrs);
