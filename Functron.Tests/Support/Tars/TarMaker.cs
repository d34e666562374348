using System.Formats.Tar;
using System.IO.Compression;
using ICSharpCode.SharpZipLib.BZip2;

namespace Functron.Tests.Requests.Tars;

/// <summary>
/// Makes archives of entries written as <c>name</c> (a file), <c>name/</c>, <c>name -> target</c> or <c>name => target</c> (a hard link).
/// </summary>
internal static class TarMaker
{
    public static byte[] Of(params string[] entries) => Of(TarEntryFormat.Pax, entries);

    public static byte[] Of(TarEntryFormat format, params string[] entries) => Of([.. entries.Select(entry => Entry(format, entry))]);

    public static byte[] Of(params TarEntry[] entries)
    {
        var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, leaveOpen: true))
        {
            foreach (var entry in entries)
                tar.WriteEntry(entry);
        }

        return bytes.ToArray();
    }

    public static byte[] Gzip(params byte[][] members)
    {
        var bytes = new MemoryStream();
        foreach (var member in members)
        {
            using var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true);
            gzip.Write(member);
        }

        return bytes.ToArray();
    }

    public static byte[] Bzip2(params byte[][] streams)
    {
        var bytes = new MemoryStream();
        foreach (var stream in streams)
        {
            using var bzip2 = new BZip2OutputStream(bytes) { IsStreamOwner = false };
            bzip2.Write(stream);
        }

        return bytes.ToArray();
    }

    private static TarEntry Entry(TarEntryFormat format, string entry)
    {
        var hard = entry.Split(" => ");
        var soft = entry.Split(" -> ");
        if (hard.Length == 2)
            return New(format, TarEntryType.HardLink, hard[0], hard[1]);
        if (soft.Length == 2)
            return New(format, TarEntryType.SymbolicLink, soft[0], soft[1]);
        if (entry.EndsWith('/'))
            return New(format, TarEntryType.Directory, entry, null);
        var file = New(format, format == TarEntryFormat.V7 ? TarEntryType.V7RegularFile : TarEntryType.RegularFile, entry, null);
        file.DataStream = new MemoryStream("content"u8.ToArray());
        return file;
    }

    private static TarEntry New(TarEntryFormat format, TarEntryType type, string name, string? target)
    {
        TarEntry entry = format switch
        {
            TarEntryFormat.V7 => new V7TarEntry(type, name),
            TarEntryFormat.Ustar => new UstarTarEntry(type, name),
            TarEntryFormat.Gnu => new GnuTarEntry(type, name),
            _ => new PaxTarEntry(type, name),
        };
        if (target is not null)
            entry.LinkName = target;
        return entry;
    }
}
