using System.Collections.Concurrent;

namespace Functron.Execution.Payloads;

/// <summary>
/// Makes directories that survive a crash. A new directory is durable only when its parent is synced. A directory that exists may have
/// been made a moment ago by another writer that has not synced it yet. So what this process has synced itself is remembered.
/// </summary>
/// <param name="root">Exists and is durable; everything is below it.</param>
internal sealed class DurableDirectories(string root)
{
    // Only a memory of work already done: forgetting it costs a sync, nothing else.
    private const int Remembered = 10_000;

    private readonly ConcurrentDictionary<string, bool> _synced = new();

    /// <exception cref="IOException">The medium failed.</exception>
    public void Ensure(string directory)
    {
        if (directory == root || (Directory.Exists(directory) && _synced.ContainsKey(directory)))
            return;

        var parent = Path.GetDirectoryName(directory)!;
        Ensure(parent);
        Make(directory);
        UnixFiles.SyncDirectory(parent);

        if (_synced.Count >= Remembered)
            _synced.Clear();
        _synced[directory] = true;
    }

    public void Forget(string directory) => _synced.TryRemove(directory, out _);

    /// <summary>Makes a directory with all those above it. Directories that exist are left as they are.</summary>
    /// <exception cref="IOException">The medium failed.</exception>
    public static void MakeWithParents(string directory)
    {
        if (Directory.Exists(directory) || Path.GetDirectoryName(directory) is not { } parent)
            return;
        MakeWithParents(parent);
        Make(directory);
        UnixFiles.SyncDirectory(parent);
    }

    /// <summary>Makes a directory that only its owner can enter, unless it exists.</summary>
    private static void Make(string directory)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(directory);
        else
            Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
