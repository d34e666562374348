using System.Text;
using Functron.Execution.Payloads;

namespace Functron.Execution.Run.ByLauncher;

/// <summary>
/// A folder per run that the launcher runs, in the data directory:
/// <code>
/// runs/{run}/instance               whose run it is
/// runs/{run}/status|stdout|stderr   what the launcher writes
/// runs/{run}/stdin|tar              what it reads, unless the payload store has it as a file already
/// runs/{run}/mount/                 all that the container sees of it: the program, and the socket until the release
/// </code>
/// </summary>
public sealed class LaunchFolders(ExecutionOptions options)
{
    private readonly string _root = Path.Combine(options.DataDirectory, "runs");

    /// <exception cref="IOException">The medium failed, or the run has a folder already.</exception>
    internal LaunchFolder Create(string runId, string instanceId)
    {
        DurableDirectories.MakeWithParents(_root);
        var folder = Of(runId);
        if (Directory.Exists(folder.Path))
            throw new IOException($"{folder.Path} is there already.");
        DurableDirectories.MakeWithParents(folder.Path);
        using (var instance = StagingArea.Create(folder.InstanceFile, FileShare.Read))
        {
            instance.Write(Encoding.UTF8.GetBytes(instanceId));
            instance.Flush(flushToDisk: true);
        }

        Directory.CreateDirectory(folder.Mount);
        if (!OperatingSystem.IsWindows())
        {
            // For the container's root, which is another user where the engine maps users. The folder above keeps all others out.
            File.SetUnixFileMode(folder.Mount, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        }

        return folder;
    }

    /// <summary>Whether it exists or not.</summary>
    internal LaunchFolder Of(string runId) => new(Path.Combine(_root, runId));

    internal LaunchFolder Of(RunOrder order) => Of(order.RunId);

    /// <summary>Those that have a run's name: what somebody else put here stays.</summary>
    internal IReadOnlyList<LaunchFolder> All() => Directory.Exists(_root)
        ? [.. Directory.GetDirectories(_root).Where(path => Guid.TryParseExact(Path.GetFileName(path), "N", out _)).Select(path => new LaunchFolder(path))]
        : [];
}

/// <param name="Path">Absolute.</param>
internal sealed record LaunchFolder(string Path)
{
    public string InstanceFile => In("instance");

    public string Mount => In("mount");

    public string Status => In("status");

    public string Stdout => In("stdout");

    public string Stderr => In("stderr");

    public string Stdin => In("stdin");

    public string Tar => In("tar");

    public bool Exists => Directory.Exists(Path);

    public DateTime CreatedUtc => Directory.GetCreationTimeUtc(Path);

    /// <summary>A release may have been given for it.</summary>
    public bool HasStatus => File.Exists(Status);

    public string RunId => System.IO.Path.GetFileName(Path);

    /// <returns>Null when a crash came before it was written, or the folder has just been removed.</returns>
    public string? InstanceId()
    {
        try
        {
            return File.ReadAllText(InstanceFile) is { Length: > 0 } id ? id : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Missing is done. The launcher, should one still run, keeps what it has open.</summary>
    public void Delete()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
        }
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
