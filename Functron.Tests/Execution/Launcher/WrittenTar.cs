using System.Formats.Tar;
using System.Text;

namespace Functron.Tests.Execution.Launcher;

/// <summary>Archives as .NET writes them.</summary>
internal static class WrittenTar
{
    public static byte[] Of(Action<TarWriter> fill, TarEntryFormat format = TarEntryFormat.Ustar)
    {
        var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, format, leaveOpen: true))
            fill(writer);
        return tar.ToArray();
    }

    public static UstarTarEntry File(string name, byte[] content, UnixFileMode mode) =>
        new(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content), Mode = mode };

    public static TarEntry Entry(
        TarEntryFormat format,
        TarEntryType type,
        string name,
        UnixFileMode mode,
        DateTimeOffset at,
        int owner,
        string? content = null,
        string? link = null)
    {
        TarEntry entry = format switch
        {
            TarEntryFormat.V7 => new V7TarEntry(type, name),
            TarEntryFormat.Ustar => new UstarTarEntry(type, name),
            TarEntryFormat.Pax => new PaxTarEntry(type, name),
            _ => new GnuTarEntry(type, name),
        };
        (entry.Mode, entry.ModificationTime, entry.Uid, entry.Gid) = (mode, at, owner, owner);
        if (content is not null)
            entry.DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content));
        if (link is not null)
            entry.LinkName = link;
        return entry;
    }
}
