namespace Functron.Hosting.Durable.Storage;

/// <summary>Makes what only its owner may read: the database holds the inputs and outputs of all instances.</summary>
internal static class OwnerOnly
{
    private const UnixFileMode OfFiles = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OfDirectories = OfFiles | UnixFileMode.UserExecute;

    /// <summary>One that is there already becomes so, too.</summary>
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

    /// <summary>One that is there already becomes so, too, and keeps its content.</summary>
    public static void MakeFile(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        if (!File.Exists(path))
            new FileStream(path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.ReadWrite, UnixCreateMode = OfFiles }).Dispose();
        else if (File.GetUnixFileMode(path) != OfFiles)
            File.SetUnixFileMode(path, OfFiles);
    }
}
