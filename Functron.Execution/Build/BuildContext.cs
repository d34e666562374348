using System.Text;
using ICSharpCode.SharpZipLib.Tar;

namespace Functron.Execution.Build;

/// <summary>
/// The context sent to the builder: a tar with the Dockerfile alone. The gate refuses every instruction that would read
/// another file from it, and the user's tar goes into the container, never into the image. A <c>.dockerignore</c> hides both files from what
/// might copy all the same, a base image's <c>ONBUILD COPY .</c> whose name was not found out, say.
/// </summary>
public static class BuildContext
{
    /// <summary>The name under which the builder looks for it.</summary>
    public const string DockerfileName = "Dockerfile";

    private const int Mode = 0x1A4; // 0644

    /// <summary>The same Dockerfile always gives the same bytes, so that nothing but the text decides about the builder's cache.</summary>
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
