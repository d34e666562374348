namespace Functron.Hosting.Durable.Storage;

/// <summary>Makes files and directories that only their owner may read: the database has the inputs and outputs of all instances.</summary>
internal static class OwnerOnly
{
    private const UnixFileMode OfFiles = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OfDirectories = OfFiles | UnixFileMode.UserExecute;

    /// <summary>A directory that is there already gets these rights, too.</summary>
    public static void MakeDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        Directory.CreateDirectory(path, OfDirectories);
        if (File.GetUnixFileMode(path) != OfDirectories)
            File.SetUnixFileMode(path, OfDirectories);
    }

    /// <summary>A file that is there already gets these rights, too, and keeps its content.</summary>
    public static void MakeFile(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite,
            UnixCreateMode = OfFiles,
        };
        if (!File.Exists(path))
            new FileStream(path, options).Dispose();
        else if (File.GetUnixFileMode(path) != OfFiles)
            File.SetUnixFileMode(path, OfFiles);
    }
}
