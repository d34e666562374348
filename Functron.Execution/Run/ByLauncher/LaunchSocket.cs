using System.Net.Sockets;
using Functron.Execution.Payloads;
using Microsoft.Win32.SafeHandles;

namespace Functron.Execution.Run.ByLauncher;

/// <summary>
/// The socket that a launcher connects to before any code of the user runs. Disposing it removes the socket's file.
/// </summary>
internal sealed class LaunchSocket : IDisposable
{
    public const string FileName = "socket";

    private readonly SafeFileHandle _directory;
    private readonly Socket _socket;

    private LaunchSocket(SafeFileHandle directory, Socket socket) => (_directory, _socket) = (directory, socket);

    /// <param name="folder">
    /// Its path may be of any length. A socket's address has 108 bytes at most, so the folder is named through an open descriptor.
    /// </param>
    public static LaunchSocket Listen(string folder)
    {
        var directory = UnixFiles.OpenDirectory(folder);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint($"/proc/self/fd/{directory.DangerousGetHandle()}/{FileName}"));
            if (!OperatingSystem.IsWindows())
            {
                // The container's root is another user where the engine maps users.
                File.SetUnixFileMode(Path.Combine(folder, FileName), UnixFileMode.UserRead | UnixFileMode.UserWrite
                    | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite);
            }

            socket.Listen(1);
            return new LaunchSocket(directory, socket);
        }
        catch
        {
            socket.Dispose();
            directory.Dispose();
            throw;
        }
    }

    /// <summary>Accepts one connection, the launcher's. Nobody else finds the socket after that.</summary>
    public async Task<LaunchConnection> AcceptAsync(CancellationToken cancellationToken)
    {
        var connection = new LaunchConnection(await _socket.AcceptAsync(cancellationToken));
        Dispose();
        return connection;
    }

    public void Dispose()
    {
        // In this order: the socket removes its file by the name that goes through the directory's descriptor.
        _socket.Dispose();
        _directory.Dispose();
    }
}
