using System.Net;
using System.Net.Sockets;

namespace Functron.Tests.Faults;

/// <summary>A registry on the loopback that takes a pull and never answers it.</summary>
internal sealed class SilentRegistry : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _listening;
    private int _open;

    public SilentRegistry()
    {
        _listener.Start();
        _listening = ListenAsync();
    }

    /// <summary>An image that it would have.</summary>
    public string Image => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/functron-test/none:1";

    /// <summary>How many pulls wait for it.</summary>
    public int Waiting => Volatile.Read(ref _open);

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _listening;
    }

    private async Task ListenAsync()
    {
        try
        {
            while (true)
                _ = HoldAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task HoldAsync(TcpClient caller)
    {
        using (caller)
        {
            Interlocked.Increment(ref _open);
            try
            {
                var buffer = new byte[4096];
                while (await caller.GetStream().ReadAsync(buffer) > 0)
                {
                }
            }
            catch (IOException)
            {
                // It broke off.
            }
            finally
            {
                Interlocked.Decrement(ref _open);
            }
        }
    }
}
