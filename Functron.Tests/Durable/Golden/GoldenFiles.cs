using Functron.Tests.Docs;

namespace Functron.Tests.Durable.Golden;

/// <summary>The histories beside this file, as releases have written them. They are never changed and never made anew.</summary>
internal static class GoldenFiles
{
    /// <summary>If it is 1, a scenario without a file writes one. A file that exists is left alone.</summary>
    public const string WriteMissing = "FUNCTRON_WRITE_GOLDEN";

    private const string Prefix = "golden/";

    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(GoldenFiles).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..])
            .Order(StringComparer.Ordinal),
    ];

    public static GoldenHistory Read(string name)
    {
        using var stored = new StreamReader(typeof(GoldenFiles).Assembly.GetManifestResourceStream(Prefix + name)!);
        return GoldenHistory.Read(stored.ReadToEnd());
    }

    /// <exception cref="IOException">There is such a file.</exception>
    public static void WriteNew(string name, GoldenHistory history)
    {
        var path = Path.Combine(Repository.Root, "Functron.Tests", "Durable", "Golden", name + ".json");
        using var file = new StreamWriter(new FileStream(path, FileMode.CreateNew));
        file.Write(history.Write());
    }
}
