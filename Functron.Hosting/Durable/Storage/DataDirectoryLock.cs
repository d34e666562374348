using System.Globalization;

namespace Functron.Hosting.Durable.Storage;

/// <summary>
/// Holds a data directory for this process. It is the operating system's lock on an open file, so it ends with the process, however that
/// ends.
/// </summary>
internal sealed class DataDirectoryLock : IDisposable
{
    private readonly FileStream _file;

    private DataDirectoryLock(FileStream file) => _file = file;

    /// <exception cref="DataDirectoryInUseException">Another process holds it.</exception>
    /// <exception cref="IOException">The directory cannot be made or written.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory cannot be made or written.</exception>
    public static DataDirectoryLock Take(string directory)
    {
        OwnerOnly.MakeDirectory(directory);
        var path = Path.Combine(directory, "durable.lock");

        // The process id is in a file of its own, because a locked file cannot be read. It is for people; only the lock counts.
        var ownerPath = Path.Combine(directory, "durable.pid");
        FileStream file;
        try
        {
            OwnerOnly.MakeFile(path);
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException refused) when (IsHeld(refused))
        {
            throw new DataDirectoryInUseException(directory, Owner(ownerPath), refused);
        }

        try
        {
            OwnerOnly.MakeFile(ownerPath);
            File.WriteAllText(ownerPath, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new DataDirectoryLock(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Dispose() => _file.Dispose();

    // The errors when another process has the lock: on Windows the sharing and lock violations, elsewhere EWOULDBLOCK of flock, whose
    // number is 11 on Linux and 35 on macOS.
    private static bool IsHeld(IOException refused) => OperatingSystem.IsWindows()
        ? (refused.HResult & 0xFFFF) is 32 or 33
        : refused.HResult == (OperatingSystem.IsLinux() ? 11 : 35);

    private static string Owner(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return string.Empty;
        }
    }
}
