using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Functron.Tests.Faults;

/// <summary>Counts how often functions really ran, by a token that each sends over the host's loopback.</summary>
internal sealed class TokenCounter : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<string, int> _runs = [];
    private readonly Task _counting;

    public TokenCounter()
    {
        _listener.Start();
        _counting = CountAsync();
    }

    public IReadOnlyDictionary<string, int> Runs => _runs;

    /// <summary>What a function does to be counted; it needs the host's network.</summary>
    public string CommandFor(string token) => $"echo {token} | nc 127.0.0.1 {((IPEndPoint)_listener.LocalEndpoint).Port}";

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _counting;
    }

    private async Task CountAsync()
    {
        try
        {
            while (true)
                _ = CountAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task CountAsync(TcpClient run)
    {
        using (run)
        using (var reader = new StreamReader(run.GetStream()))
        {
            var token = await reader.ReadLineAsync() ?? "(none)";
            _runs.AddOrUpdate(token, 1, (_, runs) => runs + 1);
        }
    }
}
