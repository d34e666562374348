using System.Globalization;

namespace Functron.Hosting.Durable.Storage;

/// <summary>
/// Holds a data directory for this process. It is the operating system's lock on an open file, so it is gone with the process, however that
/// ends.
/// </summary>
internal sealed class DataDirectoryLock : IDisposable
{
    private readonly FileStream _file;

    private DataDirectoryLock(FileStream file) => _file = file;

    /// <exception cref="DataDirectoryInUseException">Another owner has it.</exception>
    /// <exception cref="IOException">The directory cannot be made or written.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory cannot be made or written.</exception>
    public static DataDirectoryLock Take(string directory)
    {
        OwnerOnly.MakeDirectory(directory);
        var path = Path.Combine(directory, "durable.lock");

        // In a file of its own: one that is locked cannot be read. The number is for people; what counts is the lock.
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

    // What a lock of another process gives: Windows' sharing and lock violations, elsewhere the error of flock (EWOULDBLOCK), whose number
    // is 11 on Linux and 35 on macOS.
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
