using System.Formats.Tar;

namespace Functron.Cli.Requests;

/// <summary>A folder as a tar: everything but its Dockerfile, with modes, links as links, and owned by root.</summary>
internal static class FolderTar
{
    public static async Task WriteAsync(string folder, Stream stream)
    {
        await using var tar = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true);
        await WriteAsync(tar, new DirectoryInfo(folder), "");
    }

    private static async Task WriteAsync(TarWriter tar, DirectoryInfo folder, string prefix)
    {
        foreach (var item in folder.EnumerateFileSystemInfos().OrderBy(i => i.Name, StringComparer.Ordinal))
        {
            var name = prefix + item.Name;
            if (name == "Dockerfile")
                continue;
            if (item.LinkTarget is { } target)
            {
                await tar.WriteEntryAsync(Entry(TarEntryType.SymbolicLink, name, item, entry => entry.LinkName = target));
            }
            else if (item is DirectoryInfo inner)
            {
                await tar.WriteEntryAsync(Entry(TarEntryType.Directory, name + "/", item));
                await WriteAsync(tar, inner, name + "/");
            }
            else
            {
                await using var data = File.OpenRead(item.FullName);
                await tar.WriteEntryAsync(Entry(TarEntryType.RegularFile, name, item, entry => entry.DataStream = data));
            }
        }
    }

    private static PaxTarEntry Entry(TarEntryType type, string name, FileSystemInfo item, Action<PaxTarEntry>? set = null)
    {
        var entry = new PaxTarEntry(type, name) { ModificationTime = item.LastWriteTimeUtc };
        if (!OperatingSystem.IsWindows() && type != TarEntryType.SymbolicLink)
            entry.Mode = item.UnixFileMode;
        set?.Invoke(entry);
        return entry;
    }
}
