namespace Functron.Tests.Requests.Tars;

/// <summary>The archives that make_tars.py made.</summary>
internal static class Fixture
{
    private const string Prefix = "tars/";

    public static IEnumerable<string> Names =>
        typeof(Fixture).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..]);

    public static byte[] Read(string name)
    {
        using var content = typeof(Fixture).Assembly.GetManifestResourceStream(Prefix + name)!;
        var bytes = new byte[content.Length];
        content.ReadExactly(bytes);
        return bytes;
    }
}
