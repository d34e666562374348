using System.Formats.Tar;
using System.Text;
using System.Text.Json;

namespace Functron.Benchmarks.Calls;

/// <summary>The function that is measured, the same in every way to run it, and what its output must be.</summary>
internal static class MeasuredFunction
{
    public const string Dockerfile = "FROM busybox\nCMD [\"cat\", \"/data/greeting.txt\", \"-\"]\n";
    public const string FileName = "greeting.txt", File = "Hello, ", Stdin = "bench!\n", Output = File + Stdin;

    /// <summary>The request for Functron.</summary>
    public static byte[] Request() => JsonSerializer.SerializeToUtf8Bytes(new
    {
        FnName = "bench",
        DockerFile = Dockerfile,
        TarFile = Tar(FileName, File),
        Stdin,
        StdinEncoding = "text",
        Timeout = 60,
    });

    /// <summary>A tar with one file.</summary>
    public static byte[] Tar(string name, string text)
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, TarEntryFormat.Pax, leaveOpen: true))
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) });
        return bytes.ToArray();
    }
}
