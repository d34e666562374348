using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Functron.Cli.Requests;

/// <summary>The request for a folder, written while it is sent: neither the folder nor stdin is ever in memory as a whole.</summary>
internal sealed class FolderContent : HttpContent
{
    private readonly string _folder;
    private readonly string _name;
    private readonly double? _timeout;
    private readonly Stream _stdin;

    /// <param name="timeout">Seconds; null leaves it out.</param>
    public FolderContent(string folder, string name, double? timeout, Stream stdin)
    {
        (_folder, _name, _timeout, _stdin) = (folder, name, timeout, stdin);
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        var dockerfile = await File.ReadAllTextAsync(Path.Combine(_folder, "Dockerfile"));
        await TextAsync(stream, $"{{\"FnName\":{Json(_name)},\"DockerFile\":{Json(dockerfile)}");
        if (_timeout is { } timeout)
            await TextAsync(stream, $",\"Timeout\":{timeout:R}");
        await TextAsync(stream, ",\"StdinEncoding\":\"base64\",\"Stdin\":\"");
        await Base64Async(stream, into => _stdin.CopyToAsync(into));
        await TextAsync(stream, "\",\"TarFile\":\"");
        await Base64Async(stream, into => FolderTar.WriteAsync(_folder, into));
        await TextAsync(stream, "\"}");
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    private static string Json(string text) => $"\"{JsonEncodedText.Encode(text)}\"";

    private static async Task TextAsync(Stream stream, string text) => await stream.WriteAsync(Encoding.UTF8.GetBytes(text));

    private static async Task Base64Async(Stream stream, Func<Stream, Task> write)
    {
        var encoded = new CryptoStream(stream, new ToBase64Transform(), CryptoStreamMode.Write, leaveOpen: true);
        await using var buffer = new BufferedStream(encoded, 48 * 1024);
        await write(buffer);
    }
}
