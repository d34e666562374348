namespace Functron.Execution.Run.ByLauncher;

/// <summary>
/// What is in the folder of a run that the launcher runs, beside the <c>instance</c> of every such folder:
/// <code>
/// runs/{run}/status|stdout|stderr   what the launcher writes
/// runs/{run}/stdin|tar              what it reads, unless the payload store has it as a file already
/// runs/{run}/mount/                 all that the container sees of it: the program, and the socket until the release
/// </code>
/// </summary>
internal sealed class LaunchFolders(RunFolders folders)
{
    /// <exception cref="IOException">The medium failed, or the run has a folder already.</exception>
    public LaunchFolder Create(string runId, string instanceId)
    {
        var folder = new LaunchFolder(folders.Create(runId, instanceId).Path);
        Directory.CreateDirectory(folder.Mount);
        if (!OperatingSystem.IsWindows())
        {
            // For the container's root, which is another user where the engine maps users. The folder above keeps all others out.
            File.SetUnixFileMode(folder.Mount, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        }

        return folder;
    }

    /// <summary>The run's folder, whether it exists or not.</summary>
    public LaunchFolder Of(RunOrder order) => new(folders.Of(order.RunId).Path);
}

internal sealed record LaunchFolder(string Path) : RunFolder(Path)
{
    public string Mount => In("mount");

    public string Status => In("status");

    public string Stdout => In("stdout");

    public string Stderr => In("stderr");

    public string Stdin => In("stdin");

    public string Tar => In("tar");

    /// <summary>Whether a release may have been given for it.</summary>
    public bool HasStatus => File.Exists(Status);
}
