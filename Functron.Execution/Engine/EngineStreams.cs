using System.IO.Pipes;
using System.Net.Sockets;
using System.Text.Json;
using Docker.DotNet;

namespace Functron.Execution.Engine;

/// <summary>
/// The calls that the engine answers with lines of JSON while it works. They do not go through the client library, because that keeps the
/// connection open when such a call is cancelled, and the engine goes on building until the connection is closed.
/// </summary>
internal sealed class EngineStreams : IDisposable
{
    private readonly HttpClient _client;

    public EngineStreams(EngineEndpoint endpoint)
    {
        var uri = new Uri(endpoint.Address);
        var handler = new SocketsHttpHandler { UseProxy = false };
        switch (uri.Scheme)
        {
            case "unix":
                handler.ConnectCallback = (_, stop) => OpenSocketAsync(uri.LocalPath, stop);
                break;
            case "npipe":
                handler.ConnectCallback = (_, stop) => OpenPipeAsync(uri, stop);
                break;
        }

        _client = new HttpClient(handler)
        {
            BaseAddress = uri.Scheme is "tcp" or "http" or "https"
                ? new UriBuilder(uri) { Scheme = uri.Scheme == "https" ? "https" : "http" }.Uri
                : new Uri("http://docker"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Posts, and reports each line until the engine ends the stream. Cancelling it closes the connection.</summary>
    public async Task PostAsync(HttpRequestMessage request, IProgress<BuilderMessage> progress, CancellationToken cancellationToken)
    {
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new DockerApiException(response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));

        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Length > 0)
                progress.Report(Parse(line));
        }
    }

    public void Dispose() => _client.Dispose();

    private static BuilderMessage Parse(string line)
    {
        using var json = JsonDocument.Parse(line);
        var message = json.RootElement;
        var error = message.TryGetProperty("errorDetail", out var detail) ? Text(detail, "message") : null;
        var id = Text(message, "id") is { } name ? name + ": " : "";
        return new BuilderMessage(
            Text(message, "stream") ?? (Text(message, "status") is { } status ? $"{id}{status}\n" : ""),
            error ?? Text(message, "error"),
            error is not null && detail.TryGetProperty("code", out var code) && code.TryGetInt32(out var exit) ? exit : 0);
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static async ValueTask<Stream> OpenSocketAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async ValueTask<Stream> OpenPipeAsync(Uri uri, CancellationToken cancellationToken)
    {
        var pipe = new NamedPipeClientStream(".", uri.Segments[^1], PipeDirection.InOut, PipeOptions.Asynchronous);
        await pipe.ConnectAsync(cancellationToken);
        return pipe;
    }
}
