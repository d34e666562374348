namespace Functron.Execution.Payloads;

/// <summary>
/// The place for files until they are whole, on the same file system as the store, and for removed folders until their files are deleted.
/// Nobody needs what a crash leaves here.
/// </summary>
internal sealed class StagingArea
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _directory;

    public StagingArea(string directory)
    {
        _directory = directory;
        DurableDirectories.MakeWithParents(directory);
        RemoveLeftovers();
    }

    public string NewPath() => Path.Combine(_directory, Guid.NewGuid().ToString("N"));

    /// <summary>A new file that only its owner can read.</summary>
    /// <param name="share">What others may do until it is closed.</param>
    public static FileStream Create(string path, FileShare share = FileShare.None)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = share,
            BufferSize = 0,
            Options = FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        return new FileStream(path, options);
    }

    private void RemoveLeftovers()
    {
        foreach (var folder in Directory.GetDirectories(_directory).Where(HasName))
            Directory.Delete(folder, recursive: true);
        foreach (var file in Directory.GetFiles(_directory).Where(HasName))
        {
            if (!IsBeingWritten(file))
                File.Delete(file);
        }
    }

    /// <summary>Whether <see cref="NewPath"/> made the name. Files that somebody else put here stay.</summary>
    private static bool HasName(string path) => Guid.TryParseExact(Path.GetFileName(path), "N", out _);

    /// <summary>Another process may use the same store. Its open files are locked.</summary>
    private static bool IsBeingWritten(string file)
    {
        try
        {
            using var probe = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            // Locked, or just renamed.
            return true;
        }
    }
}
