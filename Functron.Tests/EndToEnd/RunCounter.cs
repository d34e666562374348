using System.Net;
using System.Net.Sockets;

namespace Functron.Tests.EndToEnd;

/// <summary>Counts how often functions really ran: each connects to it over the host's loopback.</summary>
internal sealed class RunCounter : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _counting;
    private int _runs;

    public RunCounter()
    {
        _listener.Start();
        _counting = CountAsync();
    }

    public int Runs => Volatile.Read(ref _runs);

    /// <summary>What a function does to be counted; it needs the host's network.</summary>
    public string Command => $"nc 127.0.0.1 {((IPEndPoint)_listener.LocalEndpoint).Port} </dev/null";

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
            {
                using var run = await _listener.AcceptTcpClientAsync();
                Interlocked.Increment(ref _runs);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }
}
