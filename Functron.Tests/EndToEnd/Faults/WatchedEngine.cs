using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Functron.Tests.Execution.Engine;

namespace Functron.Tests.Faults;

/// <summary>When, in a call to the engine, something happens.</summary>
public enum Moment
{
    /// <summary>The engine has not heard of the call.</summary>
    Before,

    /// <summary>The engine has done it, and its answer has not gone out.</summary>
    After,
}

/// <summary>
/// A way to the engine on which every call is seen, and at one call of choice something happens instead of its answer. Each call has
/// a connection of its own; only the head of what is said is read.
/// </summary>
internal sealed partial class WatchedEngine : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("functron-line-").FullName;
    private readonly Socket _listener = NewSocket();
    private readonly Lock _gate = new();
    private readonly List<string> _calls = [];
    private readonly Task _accepting;
    private Strike? _strike;

    public WatchedEngine()
    {
        _listener.Bind(new UnixDomainSocketEndPoint(SocketPath));
        _listener.Listen();
        _accepting = AcceptAsync();
    }

    public string Endpoint => $"unix://{SocketPath}";

    private string SocketPath => Path.Combine(_folder, "docker.sock");

    /// <summary>The calls since the last <see cref="Arm"/>, such as "POST build", without those that only ask how the engine is.</summary>
    public IReadOnlyList<string> Calls
    {
        get
        {
            lock (_gate)
                return [.. _calls];
        }
    }

    /// <summary>
    /// Counts calls anew; at the call of that number (from 0), <paramref name="action"/> is done and the call's connection ends.
    /// </summary>
    public Strike Arm(int number, Moment moment, Func<Task> action)
    {
        lock (_gate)
        {
            _calls.Clear();
            return _strike = new Strike(number, moment, action);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
        Directory.Delete(_folder, recursive: true);
    }

    private static Socket NewSocket() => new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptAsync();
                _ = Task.Run(() => ServeAsync(client));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var engine = NewSocket();
        using (client)
        {
            try
            {
                var head = new byte[64 * 1024];
                var length = await client.ReceiveAsync(head);
                if (length == 0)
                    return;
                var strike = StrikeAt(Encoding.ASCII.GetString(head, 0, length));
                if (strike is { Moment: Moment.Before })
                {
                    await strike.DoAsync();
                    return;
                }

                await engine.ConnectAsync(new UnixDomainSocketEndPoint(new Uri(RealExecution.Endpoint).LocalPath));
                await engine.SendAsync(ForThisCallOnly(head.AsSpan(0, length)));
                if (strike is null)
                    await await Task.WhenAny(CopyAsync(client, engine), CopyAsync(engine, client, isLast: true));
                else
                    await SwallowAsync(client, engine, strike);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // Either end went away: the other goes with it.
            }
        }
    }

    /// <summary>Asks the engine to close the connection behind its answer: what is sent over a kept one would not be seen.</summary>
    private static byte[] ForThisCallOnly(ReadOnlySpan<byte> request)
    {
        var line = request.IndexOf("\r\n"u8) + 2;
        return request.IndexOf("\r\nConnection:"u8) >= 0 ? request.ToArray()
            : [.. request[..line], .. "Connection: close\r\n"u8, .. request[line..]];
    }

    /// <summary>
    /// The call's effect is there when the engine has said all that it has to say; of a stream without an end, some seconds of it are
    /// enough.
    /// </summary>
    private static async Task SwallowAsync(Socket client, Socket engine, Strike strike)
    {
        _ = CopyAsync(client, engine).ContinueWith(ended => _ = ended.Exception, TaskScheduler.Default);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            var buffer = new byte[64 * 1024];
            for (var said = new StringBuilder(); !IsWhole(said.ToString());)
            {
                var length = await engine.ReceiveAsync(buffer, limit.Token);
                if (length == 0)
                    break;
                said.Append(Encoding.Latin1.GetString(buffer, 0, length));
            }
        }
        catch (OperationCanceledException)
        {
        }

        await strike.DoAsync();
    }

    /// <summary>Whether an answer of the engine has ended that keeps the connection open.</summary>
    private static bool IsWhole(string said)
    {
        var head = said.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (head < 0)
            return false;
        var body = said.Length - head - 4;
        return said.StartsWith("HTTP/1.1 204", StringComparison.Ordinal) || said.StartsWith("HTTP/1.1 304", StringComparison.Ordinal)
            || said.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal)
            || (ContentLength().Match(said[..head]) is { Success: true } match && body >= int.Parse(match.Groups[1].Value));
    }

    private static async Task CopyAsync(Socket from, Socket to, bool isLast = false)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReceiveAsync(buffer) is > 0 and var length)
        {
            for (var sent = 0; sent < length;)
                sent += await to.SendAsync(buffer.AsMemory(sent, length - sent));
        }

        // A half-closed request still gets its answer; an answer that has ended ends the call.
        to.Shutdown(SocketShutdown.Send);
        if (!isLast)
            await Task.Delay(Timeout.Infinite);
    }

    private Strike? StrikeAt(string request)
    {
        var name = NameOf(request[..request.IndexOf('\r')]);
        if (AsksOnly().IsMatch(name) || IsSweep(request))
            return null;
        lock (_gate)
        {
            _calls.Add(name);
            if (_strike is not { } strike || strike.Number != _calls.Count - 1)
                return null;
            strike.Call = name;
            _strike = null;
            return strike;
        }
    }

    /// <summary>A look for anything of the installation, at any time; that for what one run leaves names the run.</summary>
    private static bool IsSweep(string request)
    {
        var line = request[..request.IndexOf('\r')];
        return line.Contains("/json?", StringComparison.Ordinal) && line.Contains("functron.", StringComparison.Ordinal)
            && !line.Contains("functron.run", StringComparison.Ordinal);
    }

    private static string NameOf(string line)
    {
        var parts = line.Split(' ');
        var path = Version().Replace(parts[1].Split('?')[0], "");
        return $"{parts[0]} {Ids().Replace(path, "{id}")}";
    }

    [GeneratedRegex("^/(v[0-9.]+/)?")]
    private static partial Regex Version();

    [GeneratedRegex("(sha256:)?[0-9a-f]{64}|functron-[a-z0-9-]+(:latest)?")]
    private static partial Regex Ids();

    [GeneratedRegex("^GET (version|info|_ping|events)")]
    private static partial Regex AsksOnly();

    [GeneratedRegex(@"Content-Length: (\d+)", RegexOptions.IgnoreCase)]
    private static partial Regex ContentLength();
}

/// <summary>What is to happen at a call.</summary>
internal sealed class Strike(int number, Moment moment, Func<Task> action)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Number => number;

    public Moment Moment => moment;

    /// <summary>The call that it happened at; null as long as it has not.</summary>
    public string? Call { get; set; }

    /// <summary>Ends when it has happened.</summary>
    public Task Done => _done.Task;

    public async Task DoAsync()
    {
        try
        {
            await action();
            _done.SetResult();
        }
        catch (Exception e)
        {
            _done.SetException(e);
        }
    }
}
