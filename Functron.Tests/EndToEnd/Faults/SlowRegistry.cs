using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Functron.Tests.Faults;

/// <summary>
/// A registry on the loopback with one image, whose layer comes byte by byte and never whole. (A pull that is given up while nothing
/// at all comes, 20.10 does not break off; nor does its command-line client's.)
/// </summary>
internal sealed class SlowRegistry : IAsyncDisposable
{
    private const long LayerSize = 1_000_000_000;
    private const string ManifestType = "application/vnd.docker.distribution.manifest.v2+json";

    private static readonly string Layer = Digest("a layer that never comes whole");

    private static readonly string Config =
        $$$"""{"architecture":"amd64","os":"linux","config":{"Cmd":["true"]},"rootfs":{"type":"layers","diff_ids":["{{{Layer}}}"]}}""";

    private static readonly string Manifest =
        $$"""
        {"schemaVersion":2,"mediaType":"{{ManifestType}}",
         "config":{"mediaType":"application/vnd.docker.container.image.v1+json","size":{{Config.Length}},"digest":"{{Digest(Config)}}"},
         "layers":[{"mediaType":"application/vnd.docker.image.rootfs.diff.tar.gzip","size":{{LayerSize}},"digest":"{{Layer}}"}]}
        """;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _listening;
    private int _waiting;

    public SlowRegistry()
    {
        _listener.Start();
        _listening = ListenAsync();
    }

    /// <summary>An image of it.</summary>
    public string Image => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/functron-test/slow:1";

    /// <summary>How many pulls wait for a layer.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _listening;
    }

    private static string Digest(string content) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(content)))}";

    private async Task ListenAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(TcpClient caller)
    {
        using (caller)
        {
            try
            {
                var stream = caller.GetStream();
                var buffer = new byte[16 * 1024];
                while (await stream.ReadAsync(buffer) is > 0 and var length)
                {
                    var asked = Encoding.Latin1.GetString(buffer, 0, length).Split('\n')[0];
                    var body = asked switch
                    {
                        _ when asked.StartsWith("GET /v2/ ", StringComparison.Ordinal) => "{}",
                        _ when asked.Contains("/manifests/", StringComparison.Ordinal) => Manifest,
                        _ when asked.Contains(Digest(Config), StringComparison.Ordinal) => Config,
                        _ when asked.Contains(Layer, StringComparison.Ordinal) => "begun",
                        _ => null,
                    };
                    if (body is null)
                        return; // TLS, which it does not speak

                    var size = body == "begun" ? LayerSize : body.Length;
                    var type = body == Manifest ? ManifestType : "application/octet-stream";
                    var head = "HTTP/1.1 200 OK\r\nDocker-Distribution-Api-Version: registry/2.0\r\n"
                        + $"Docker-Content-Digest: {Digest(body)}\r\n"
                        + $"Content-Type: {type}\r\nContent-Length: {size}\r\n\r\n";
                    await stream.WriteAsync(
                        Encoding.ASCII.GetBytes(asked.StartsWith("HEAD ", StringComparison.Ordinal) ? head : head + body));
                    if (body == "begun")
                        await UntilGivenUpAsync(stream);
                }
            }
            catch (IOException)
            {
                // It broke off.
            }
        }
    }

    private async Task UntilGivenUpAsync(NetworkStream stream)
    {
        Interlocked.Increment(ref _waiting);
        try
        {
            while (true)
            {
                await stream.WriteAsync("."u8.ToArray());
                await Task.Delay(20);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
