using System.Text;
using ICSharpCode.SharpZipLib.Tar;

namespace Functron.Execution.Build;

/// <summary>
/// The context sent to the builder: a tar with the Dockerfile alone. The gate refuses every instruction that would read
/// another file from it, and the user's tar goes into the container, never into the image.
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
            var entry = TarEntry.CreateTarEntry(DockerfileName);
            entry.Size = dockerfile.Length;
            entry.ModTime = DateTime.UnixEpoch;
            entry.TarHeader.Mode = Mode;
            tar.PutNextEntry(entry);
            tar.Write(dockerfile);
            tar.CloseEntry();
        }

        return context.ToArray();
    }

    /// <inheritdoc cref="Of(ReadOnlySpan{byte})"/>
    public static byte[] Of(string dockerfile) => Of(Encoding.UTF8.GetBytes(dockerfile));
}
