using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Functron.Execution.Payloads;

/// <summary>The file-system calls that .NET does not offer: opening and syncing a directory, and a rename that never replaces.</summary>
internal static class UnixFiles
{
    // The same numbers on Linux, macOS and the BSDs, unless it says otherwise.
    private const int ReadOnly = 0;
    private const int Existence = 0;
    private const int CloseOnExec = 0x80000; // Linux
    private const int NoSuchEntry = 2;
    private const int Interrupted = 4;
    private const int AlreadyExists = 17;
    private const int NotADirectory = 20;
    private const int InvalidArgument = 22;

    /// <summary>Makes the entries of a directory durable. Windows has no such call and journals them itself.</summary>
    /// <exception cref="DirectoryNotFoundException">The directory is not there.</exception>
    /// <exception cref="IOException">The medium failed.</exception>
    public static void SyncDirectory(string directory)
    {
        if (OperatingSystem.IsWindows())
            return;

        var descriptor = Retry(() => Open(directory, OperatingSystem.IsLinux() ? ReadOnly | CloseOnExec : ReadOnly));
        if (descriptor < 0)
            throw Marshal.GetLastPInvokeError() == NoSuchEntry ? Gone(directory) : Failure("open", directory);

        try
        {
            // Some network file systems cannot sync a directory and say so.
            if (Retry(() => Sync(descriptor)) < 0 && Marshal.GetLastPInvokeError() != InvalidArgument)
                throw Failure("sync", directory);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    /// <summary>
    /// Gives a file a second name, atomically, unless that name is taken. <c>File.Move</c> will not do on Unix:
    /// it looks whether the target exists and then renames, so that two can win.
    /// </summary>
    /// <returns>False when the name is taken.</returns>
    /// <exception cref="DirectoryNotFoundException">The target's directory is not there.</exception>
    /// <exception cref="IOException">The medium failed.</exception>
    public static bool TryLink(string file, string name)
    {
        if (Retry(() => Link(file, name)) == 0)
            return true;

        return Marshal.GetLastPInvokeError() switch
        {
            AlreadyExists => false,
            NoSuchEntry => throw Gone(Path.GetDirectoryName(name)!),
            _ => throw Failure("link", name),
        };
    }

    /// <summary>Opens a directory. Its descriptor can name what is in it, however long its own path is.</summary>
    /// <exception cref="DirectoryNotFoundException">The directory is not there.</exception>
    /// <exception cref="IOException">The medium failed.</exception>
    public static SafeFileHandle OpenDirectory(string directory)
    {
        var descriptor = Retry(() => Open(directory, ReadOnly | CloseOnExec));
        if (descriptor < 0)
            throw Marshal.GetLastPInvokeError() == NoSuchEntry ? Gone(directory) : Failure("open", directory);
        return new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>Whether there surely is no such file. False when it cannot be looked at (opening it says why), and on Windows.</summary>
    public static bool IsMissing(string path) =>
        !OperatingSystem.IsWindows() && Access(path, Existence) < 0 && Marshal.GetLastPInvokeError() is NoSuchEntry or NotADirectory;

    private static int Retry(Func<int> call)
    {
        int result;
        do
            result = call();
        while (result < 0 && Marshal.GetLastPInvokeError() == Interrupted);
        return result;
    }

    private static DirectoryNotFoundException Gone(string directory) => new($"The directory {directory} is not there.");

    private static IOException Failure(string call, string path)
    {
        var reason = new Win32Exception(Marshal.GetLastPInvokeError());
        return new IOException($"{call} of {path}: {reason.Message}", reason);
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "access", SetLastError = true)]
    private static extern int Access([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int mode);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int Sync(int descriptor);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    private static extern int Close(int descriptor);

    [DllImport("libc", EntryPoint = "link", SetLastError = true)]
    private static extern int Link(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string file,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string name);
}
