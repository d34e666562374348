namespace Functron.Execution.Payloads;

/// <summary>
/// Payloads as files. A payload is written outside the store and synced; only then it gets its name, and the directory is synced. So a
/// name always leads to the whole content, whenever the machine stops.
/// </summary>
internal sealed class FilePayloadStore : IPayloadStore
{
    private readonly string _content;
    private readonly StagingArea _staging;
    private readonly DurableDirectories _directories;

    // Held for reading from the making of a folder until the name is in it, for writing while a folder goes.
    private readonly ReaderWriterLockSlim _removal = new();

    /// <param name="root">A folder of its own on a file system with hard links. It is made when it is missing.</param>
    /// <exception cref="IOException">The folder cannot be made or written.</exception>
    public FilePayloadStore(string root)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        _content = Path.Combine(full, "content");
        DurableDirectories.MakeWithParents(_content);
        _staging = new StagingArea(Path.Combine(full, "staging"));
        _directories = new DurableDirectories(_content);
    }

    public PayloadWriter Create(string key) => new FilePayloadWriter(key, PathOf(key), _staging.NewPath(), Publish);

    public async Task<bool> TryCreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var path = PathOf(key);
        if (File.Exists(path))
        {
            // Who is told that another was first may act on it: then it must be there after a crash, too.
            SyncParent(path);
            return false;
        }

        var first = false;
        await using var writer = new FilePayloadWriter(key, path, _staging.NewPath(), (staged, name) =>
            Publish(staged, name, () => first = TryName(staged, name)));
        await writer.Stream.WriteAsync(content, cancellationToken);
        await writer.CommitAsync(cancellationToken);
        return first;
    }

    public Task<Stream?> OpenReadAsync(string key, CancellationToken cancellationToken) => Task.FromResult<Stream?>(OpenRead(PathOf(key)));

    public Task<bool> ExistsAsync(string key, CancellationToken cancellationToken) => Task.FromResult(File.Exists(PathOf(key)));

    public Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        var path = PathOf(key);
        var removed = _staging.NewPath();
        if (!TryTakeAway(path, removed))
            return Task.CompletedTask;

        SyncParent(path);
        if (Directory.Exists(removed))
            Directory.Delete(removed, recursive: true);
        else
            File.Delete(removed);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken) =>
        Task.FromResult(NamesIn(PathOf(prefix)));

    private string PathOf(string key) => Path.Combine([_content, .. PayloadKeyRules.Segments(key)]);

    private static FileStream? OpenRead(string path)
    {
        // An exception costs far more than the look, and most that is looked for is not there: results, claims, intents.
        if (UnixFiles.IsMissing(path))
            return null;
        try
        {
            return Directory.Exists(path)
                ? null
                : new FileStream(
                    path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 64 * 1024, FileOptions.Asynchronous);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static IReadOnlyList<string> NamesIn(string folder)
    {
        try
        {
            return Directory.Exists(folder) ? [.. Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path))] : [];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    private void Publish(string staged, string path) =>
        Publish(staged, path, () => File.Move(staged, path, overwrite: true));

    private void Publish(string staged, string path, Action name)
    {
        var directory = Path.GetDirectoryName(path)!;
        _removal.EnterReadLock();
        try
        {
            _directories.Ensure(directory);
            name();
            UnixFiles.SyncDirectory(directory);
        }
        finally
        {
            _removal.ExitReadLock();
        }
    }

    /// <summary>It disappears in one step, so that nobody ever sees half of a folder.</summary>
    private bool TryTakeAway(string path, string removed)
    {
        _removal.EnterWriteLock();
        try
        {
            if (Directory.Exists(path))
                Directory.Move(path, removed);
            else if (File.Exists(path))
                File.Move(path, removed);
            else
                return false;
            _directories.Forget(path);
            return true;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // Another process was faster.
            return false;
        }
        finally
        {
            _removal.ExitWriteLock();
        }
    }

    /// <summary>Without a parent there is nothing left in it to make durable.</summary>
    private static void SyncParent(string path)
    {
        try
        {
            UnixFiles.SyncDirectory(Path.GetDirectoryName(path)!);
        }
        catch (DirectoryNotFoundException)
        {
        }
    }

    private static bool TryName(string staged, string path)
    {
        if (!OperatingSystem.IsWindows())
            return UnixFiles.TryLink(staged, path);

        try
        {
            File.Move(staged, path);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }
    }
}
