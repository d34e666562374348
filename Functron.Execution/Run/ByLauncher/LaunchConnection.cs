using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Functron.Execution.Run.ByLauncher;

/// <summary>The connection to one launcher. Disposing it leaves a released launcher at work, and ends one that was not.</summary>
internal sealed class LaunchConnection(Socket socket) : IDisposable
{
    private const byte StartedMark = (byte)'S';
    private const byte EndedMark = (byte)'E';
    private static readonly byte[] KillMark = [(byte)'K'];

    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the function starts, or never will.</summary>
    public Task Started => _started.Task;

    /// <summary>Completes when the launcher has written its last line, or is gone. It never fails.</summary>
    public Task Ended => _ended.Task;

    /// <summary>The commit point. When it returns, the launcher has all that it needs.</summary>
    /// <exception cref="LauncherGoneException">It had not got all of its release: it ran nothing.</exception>
    /// <param name="release">As <see cref="Release.ToBytes"/> makes it.</param>
    public async Task ReleaseAsync(byte[] release, IReadOnlyList<SafeHandle> files)
    {
        try
        {
            var sent = Descriptors.Send(socket, release, files);
            while (sent < release.Length)
                sent += await socket.SendAsync(release.AsMemory(sent), SocketFlags.None, CancellationToken.None);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            throw new LauncherGoneException(e.Message);
        }

        _ = ListenAsync();
    }

    /// <summary>Asks the launcher to kill the function.</summary>
    /// <returns>True when the function and all of its processes are gone.</returns>
    public async Task<bool> TryKillAsync(TimeSpan limit, TimeProvider time)
    {
        try
        {
            await socket.SendAsync(KillMark, SocketFlags.None, CancellationToken.None);
            await Ended.WaitAsync(limit, time);
            return true;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or TimeoutException)
        {
            return Ended.IsCompleted;
        }
    }

    public void Dispose() => socket.Dispose();

    private async Task ListenAsync()
    {
        var mark = new byte[1];
        try
        {
            while (await socket.ReceiveAsync(mark, SocketFlags.None, CancellationToken.None) > 0 && mark[0] != EndedMark)
            {
                if (mark[0] == StartedMark)
                    _started.TrySetResult();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The launcher is gone, or this is disposed. The status file tells the rest.
        }

        _ended.TrySetResult();
        _started.TrySetResult();
    }
}
