namespace Functron.Execution.Payloads;

/// <summary>
/// Where files are until they are whole, on the same file system as the store, and where removed folders go before
/// their files are deleted one by one. What a crash leaves here is nobody's.
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

    /// <summary>Whether it has a name of <see cref="NewPath"/>: what somebody else put here stays.</summary>
    private static bool HasName(string path) => Guid.TryParseExact(Path.GetFileName(path), "N", out _);

    /// <summary>Another process may use the same store; its open files are locked.</summary>
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
