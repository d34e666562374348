using System.Text;
using ICSharpCode.SharpZipLib.Tar;

namespace Functron.Execution.Build;

/// <summary>
/// The build context: a tar with only the Dockerfile and a <c>.dockerignore</c>. The gate refuses every instruction that would read
/// another file, and the user's tar goes into the container, never into the image. The <c>.dockerignore</c> hides both files from an
/// instruction that copies all the same, such as <c>ONBUILD COPY .</c> of a base image whose name is not known before the build.
/// </summary>
internal static class BuildContext
{
    /// <summary>The builder looks for the Dockerfile under this name.</summary>
    public const string DockerfileName = "Dockerfile";

    private const int Mode = 0x1A4; // 0644

    /// <summary>The same Dockerfile always gives the same bytes, so that the builder's cache depends on nothing but the text.</summary>
    /// <param name="dockerfile">UTF-8 text.</param>
    public static byte[] Of(ReadOnlySpan<byte> dockerfile)
    {
        var context = new MemoryStream();
        using (var tar = new TarOutputStream(context, Encoding.UTF8) { IsStreamOwner = false })
        {
            Put(tar, DockerfileName, dockerfile);
            Put(tar, ".dockerignore", "*\n"u8);
        }

        return context.ToArray();
    }

    private static void Put(TarOutputStream tar, string name, ReadOnlySpan<byte> content)
    {
        var entry = TarEntry.CreateTarEntry(name);
        entry.Size = content.Length;
        entry.ModTime = DateTime.UnixEpoch;
        entry.TarHeader.Mode = Mode;
        tar.PutNextEntry(entry);
        tar.Write(content);
        tar.CloseEntry();
    }

    /// <inheritdoc cref="Of(ReadOnlySpan{byte})"/>
    public static byte[] Of(string dockerfile) => Of(Encoding.UTF8.GetBytes(dockerfile));
}
