using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Functron.Tests.EndToEnd;

/// <summary>A POST of which the head and a part of the body are sent.</summary>
internal sealed class HalfSentRequest : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    private HalfSentRequest()
    {
    }

    /// <param name="promised">Bytes of the whole body; null: it comes in chunks.</param>
    public static async Task<HalfSentRequest> SendAsync(FunctronProcess functron, string route, string part, int? promised)
    {
        var request = new HalfSentRequest();
        await request._socket.ConnectAsync(functron.Address.Host, functron.Address.Port);
        var length = promised is null ? "Transfer-Encoding: chunked" : $"Content-Length: {promised}";
        var body = promised is null ? $"{part.Length:x}\r\n{part}\r\n" : part;
        await request.SendAsync($"POST /{route} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{length}\r\n\r\n{body}");
        return request;
    }

    public async Task SendAsync(string more) => await _socket.SendAsync(Encoding.ASCII.GetBytes(more));

    /// <returns>The answer's status and body, and its head; nothing when the connection ended without one.</returns>
    public async Task<(int Status, JsonElement Body, string Head)?> AnswerAsync()
    {
        await using var stream = new NetworkStream(_socket);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var text = new StringBuilder();
        try
        {
            var buffer = new char[4096];
            for (int read; !IsWhole(text.ToString()) && (read = await reader.ReadAsync(buffer)) > 0;)
                text.Append(buffer, 0, read);
        }
        catch (IOException)
        {
            // Broken off: what came before counts.
        }

        var parts = text.ToString().Split("\r\n\r\n", 2);
        if (parts.Length < 2)
            return null;
        var json = parts[1][parts[1].IndexOf('{', StringComparison.Ordinal)..(parts[1].LastIndexOf('}') + 1)];
        return (int.Parse(parts[0].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), JsonDocument.Parse(json).RootElement,
            parts[0]);
    }

    public void Dispose() => _socket.Dispose();

    private static bool IsWhole(string answer) =>
        answer.Split("\r\n\r\n", 2) is [var head, var body]
        && (head.Contains("chunked", StringComparison.OrdinalIgnoreCase)
            ? body.EndsWith("0\r\n\r\n", StringComparison.Ordinal)
            : head.Split("\r\n").FirstOrDefault(l => l.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)) is { } line
                && Encoding.UTF8.GetByteCount(body) >= int.Parse(line.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture));
}
