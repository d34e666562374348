using Functron.Execution.Requests.Tars;

namespace Functron.Tests.Requests.Tars;

/// <summary>The archives that make_tool_tars.sh made: one tree, packed by each of many tools.</summary>
internal static class ToolTars
{
    private const string Prefix = "tool-tars/";

    public static IEnumerable<string> Names =>
        typeof(ToolTars).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..]).Order(StringComparer.Ordinal);

    /// <summary>Plain.</summary>
    public static byte[] Read(string name)
    {
        using var packed = typeof(ToolTars).Assembly.GetManifestResourceStream(Prefix + name)!;
        using var unpacked = TarCompression.Unpack(packed)!;
        var bytes = new MemoryStream();
        unpacked.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>
    /// The plain archives of the folder that FUNCTRON_TAR_FOLDER names, for whoever has more of them than the repository.
    /// </summary>
    public static IEnumerable<(string Name, byte[] Tar)> OfFolder() =>
        Environment.GetEnvironmentVariable("FUNCTRON_TAR_FOLDER") is { Length: > 0 } folder
            ? Directory.EnumerateFiles(folder, "*.tar").Order(StringComparer.Ordinal)
                .Select(file => (Path.GetFileNameWithoutExtension(file), File.ReadAllBytes(file)))
            : [];

    public static string Text(string resource)
    {
        using var content = new StreamReader(typeof(ToolTars).Assembly.GetManifestResourceStream(resource)!);
        return content.ReadToEnd();
    }
}
