namespace Functron.Execution.Payloads;

/// <summary>
/// Payloads as files: a payload is written beside the store, synced, and only then given its name; then the directory
/// is synced. So a name always leads to whole content, whenever the machine stops.
/// </summary>
public sealed class FilePayloadStore : IPayloadStore
{
    // A folder may be removed under a writer that commits into it; it is made again.
    private const int CommitAttempts = 5;

    private readonly string _content;
    private readonly StagingArea _staging;
    private readonly DurableDirectories _directories;

    /// <param name="root">A folder of its own, made when missing, on a file system with hard links.</param>
    /// <exception cref="IOException">The folder cannot be made or written.</exception>
    public FilePayloadStore(string root)
    {
        var full = Path.GetFullPath(root);
        _content = Path.Combine(full, "content");
        DurableDirectories.Make(full);
        DurableDirectories.Make(_content);
        _staging = new StagingArea(Path.Combine(full, "staging"));
        UnixFiles.SyncDirectory(full);
        if (Path.GetDirectoryName(full) is { } parent)
            UnixFiles.SyncDirectory(parent);
        _directories = new DurableDirectories(_content);
    }

    public PayloadWriter Create(string key) => new FilePayloadWriter(key, PathOf(key), _staging.NewPath(), Publish);

    public async Task<bool> TryCreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var path = PathOf(key);
        if (File.Exists(path))
        {
            // Who is told that another was first may act on it: then it must be there after a crash, too.
            UnixFiles.SyncDirectory(Path.GetDirectoryName(path)!);
            return false;
        }

        var first = false;
        await using var writer = new FilePayloadWriter(key, path, _staging.NewPath(), (staged, name) =>
            Publish(staged, name, () => first = TryName(staged, name)));
        await writer.Stream.WriteAsync(content, cancellationToken);
        await writer.CommitAsync(cancellationToken);
        return first;
    }

    public Stream? OpenRead(string key)
    {
        var path = PathOf(key);
        try
        {
            return Directory.Exists(path)
                ? null
                : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 64 * 1024, FileOptions.Asynchronous);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public Task<bool> ExistsAsync(string key, CancellationToken cancellationToken) => Task.FromResult(File.Exists(PathOf(key)));

    public Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        var path = PathOf(key);
        var removed = _staging.NewPath();
        try
        {
            // Out of sight in one step, so that nobody ever sees half of a folder.
            if (Directory.Exists(path))
                Directory.Move(path, removed);
            else
                File.Move(path, removed);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.CompletedTask;
        }

        _directories.Forget(path);
        UnixFiles.SyncDirectory(Path.GetDirectoryName(path)!);
        if (Directory.Exists(removed))
            Directory.Delete(removed, recursive: true);
        else
            File.Delete(removed);
        return Task.CompletedTask;
    }

    public IReadOnlyList<string> List(string prefix)
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries(PathOf(prefix)).Select(path => Path.GetFileName(path))];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    private string PathOf(string key) => Path.Combine([_content, .. PayloadKeyRules.Segments(key)]);

    private void Publish(string staged, string path) =>
        Publish(staged, path, () => File.Move(staged, path, overwrite: true));

    private void Publish(string staged, string path, Action name)
    {
        var directory = Path.GetDirectoryName(path)!;
        for (var attempt = 1; ; attempt++)
        {
            _directories.Ensure(directory);
            try
            {
                name();
                UnixFiles.SyncDirectory(directory);
                return;
            }
            catch (IOException e) when (e is DirectoryNotFoundException or FileNotFoundException && attempt < CommitAttempts && File.Exists(staged))
            {
                _directories.Forget(directory);
            }
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
