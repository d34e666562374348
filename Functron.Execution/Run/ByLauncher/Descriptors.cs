using System.Buffers.Binary;
using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Functron.Execution.Run.ByLauncher;

/// <summary>Sends open files over a Unix socket (<c>SCM_RIGHTS</c>), for which .NET has no call. Linux on 64 bits.</summary>
internal static unsafe class Descriptors
{
    private const int SocketLevel = 1; // SOL_SOCKET
    private const int Rights = 1; // SCM_RIGHTS
    private const int NoSignal = 0x4000; // MSG_NOSIGNAL
    private const int HeaderBytes = 16; // of a control message: length (8), level, type
    private const int Interrupted = 4; // EINTR

    /// <summary>Sends at least the first byte of a message, and with it the files. The socket's buffer must have room.</summary>
    /// <returns>How many bytes were sent.</returns>
    /// <exception cref="IOException">The other end is gone.</exception>
    public static int Send(Socket socket, ReadOnlySpan<byte> message, IReadOnlyList<SafeHandle> files)
    {
        var control = new byte[HeaderBytes + (files.Count * sizeof(int))];
        BinaryPrimitives.WriteInt64LittleEndian(control, control.Length);
        BinaryPrimitives.WriteInt32LittleEndian(control.AsSpan(8), SocketLevel);
        BinaryPrimitives.WriteInt32LittleEndian(control.AsSpan(12), Rights);
        for (var i = 0; i < files.Count; i++)
            BinaryPrimitives.WriteInt32LittleEndian(control.AsSpan(HeaderBytes + (i * sizeof(int))), (int)files[i].DangerousGetHandle());

        fixed (byte* bytes = message)
        fixed (byte* rights = control)
        {
            var piece = new Piece { Start = bytes, Length = (nuint)message.Length };
            var header = new Header { Pieces = &piece, PieceCount = 1, Control = rights, ControlLength = (nuint)control.Length };
            while (true)
            {
                var sent = SendMessage((int)socket.Handle, &header, NoSignal);
                if (sent >= 0)
                    return (int)sent;
                if (Marshal.GetLastPInvokeError() != Interrupted)
                    throw new IOException(new Win32Exception(Marshal.GetLastPInvokeError()).Message);
            }
        }
    }

    [DllImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    private static extern nint SendMessage(int socket, Header* message, int flags);

    // struct iovec
    private struct Piece
    {
        public byte* Start;
        public nuint Length;
    }

    // struct msghdr. A C library with narrower counts pads them. In little-endian that makes no difference for counts as small as these.
    private struct Header
    {
        public void* Name;
        public nuint NameLength;
        public Piece* Pieces;
        public nuint PieceCount;
        public void* Control;
        public nuint ControlLength;
        public int Flags;
    }
}
