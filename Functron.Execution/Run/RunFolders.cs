using System.Text;
using Functron.Execution.Payloads;

namespace Functron.Execution.Run;

/// <summary>
/// A folder per run in the data directory, for a way to run functions that needs one: <c>runs/{run}/instance</c> says whose run it is. What
/// else is in the folder is up to that way.
/// </summary>
internal sealed class RunFolders(ExecutionOptions options)
{
    private readonly string _root = Path.Combine(options.DataDirectory, "runs");

    /// <exception cref="IOException">The medium failed, or the run has a folder already.</exception>
    public RunFolder Create(string runId, string instanceId)
    {
        DurableDirectories.MakeWithParents(_root);
        var folder = Of(runId);
        if (Directory.Exists(folder.Path))
            throw new IOException($"{folder.Path} is there already.");
        DurableDirectories.MakeWithParents(folder.Path);
        using var instance = StagingArea.Create(folder.InstanceFile, FileShare.Read);
        instance.Write(Encoding.UTF8.GetBytes(instanceId));
        instance.Flush(flushToDisk: true);
        return folder;
    }

    /// <summary>The run's folder, whether it exists or not.</summary>
    public RunFolder Of(string runId) => new(Path.Combine(_root, runId));

    /// <summary>All folders that have a run's name. What somebody else put here stays.</summary>
    public IReadOnlyList<RunFolder> All() =>
        Directory.Exists(_root) ? [.. Directory.GetDirectories(_root).Where(IsOfRun).Select(path => new RunFolder(path))] : [];

    private static bool IsOfRun(string path) => Guid.TryParseExact(Path.GetFileName(path), "N", out _);
}

/// <param name="Path">Absolute.</param>
internal record RunFolder(string Path)
{
    public string InstanceFile => In("instance");

    public bool Exists => Directory.Exists(Path);

    public DateTime CreatedUtc => Directory.GetCreationTimeUtc(Path);

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

    /// <summary>Removes the folder, if it is there. A process that still runs in it keeps what it has open.</summary>
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

    protected string In(string name) => System.IO.Path.Combine(Path, name);
}
