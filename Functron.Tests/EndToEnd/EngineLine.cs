using System.Collections.Concurrent;
using System.Net.Sockets;
using Functron.Tests.Execution.Engine;

namespace Functron.Tests.EndToEnd;

/// <summary>A way to the engine that can be cut and mended, as if the engine went away and came back.</summary>
internal sealed class EngineLine : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("functron-line-").FullName;
    private readonly ConcurrentDictionary<Socket, byte> _open = [];
    private Socket? _listener;
    private volatile bool _cut;
    private Task _accepting = Task.CompletedTask;

    public EngineLine() => Mend();

    /// <summary>How long each piece of a request is held back, as a loaded engine would.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>What Functron is given for an engine.</summary>
    public string Endpoint => $"unix://{SocketPath}";

    private string SocketPath => Path.Combine(_folder, "docker.sock");

    public void Mend()
    {
        _cut = false;
        _listener = NewSocket();
        _listener.Bind(new UnixDomainSocketEndPoint(SocketPath));
        _listener.Listen();
        _accepting = AcceptAsync(_listener);
    }

    /// <summary>Breaks every connection and takes no more.</summary>
    public async Task CutAsync()
    {
        _cut = true;
        File.Delete(SocketPath);
        _listener?.Dispose();
        await _accepting.WaitAsync(TimeSpan.FromSeconds(30));
        foreach (var socket in _open.Keys)
            socket.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await CutAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static Socket NewSocket() => new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    private async Task AcceptAsync(Socket listener)
    {
        while (true)
        {
            try
            {
                var client = await listener.AcceptAsync();

                // Not on this loop: as long as bytes are there, a copy goes on without ever waiting.
                _ = Task.Run(() => ServeAsync(client));
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                if (_cut)
                    return;
                await Task.Delay(1);
            }
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var engine = NewSocket();
        using (client)
        {
            _open[client] = _open[engine] = 0;
            try
            {
                await engine.ConnectAsync(new UnixDomainSocketEndPoint(new Uri(RealExecution.Endpoint).LocalPath));
                var copies = new[] { CopyAsync(client, engine, () => Delay), CopyAsync(engine, client, () => TimeSpan.Zero) };

                // A copy that fails ends both: nobody is to wait at the other end of a connection that is half gone.
                await await Task.WhenAny(copies);
                await Task.WhenAll(copies);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // Either end went away: the other goes with it, whatever it still waits for.
            }
            finally
            {
                _open.TryRemove(client, out _);
                _open.TryRemove(engine, out _);
            }
        }
    }

    /// <summary>Half-closes as it is half-closed: the engine ends a function's stdin so.</summary>
    private static async Task CopyAsync(Socket from, Socket to, Func<TimeSpan> delay)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReceiveAsync(buffer) is > 0 and var length)
        {
            if (delay() is { Ticks: > 0 } pause)
                await Task.Delay(pause);
            for (var sent = 0; sent < length;)
                sent += await to.SendAsync(buffer.AsMemory(sent, length - sent));
        }

        to.Shutdown(SocketShutdown.Send);
    }
}
