using Functron.Execution;
using Functron.Execution.Run;
using Functron.Execution.Run.ByLauncher;

namespace Functron.Tests.Execution.Launcher;

/// <summary>Files that somebody else keeps in the folders of the launcher's runs.</summary>
public sealed class ForeignFilesTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("functron-test-").FullName;
    private readonly ExecutionOptions _options;

    public ForeignFilesTests() => _options = new ExecutionOptions { DataDirectory = _data };

    [Fact]
    public void Only_launchers_of_other_versions_are_removed()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_data, LauncherBinary.Folder)).FullName;
        string[] theirs =
            ["notes.txt", "launcher", "launcher-x64", "launcher-x64-0123456789ab.txt", "trial", "my-launcher-x64-0123456789ab"];
        string[] old = ["launcher-x64-0123456789ab", "launcher-arm64-0123456789ab", $"launcher-x64-0123456789ab.{Guid.NewGuid():N}"];
        foreach (var name in theirs.Concat(old))
            File.WriteAllText(Path.Combine(folder, name), "");
        var mount = Directory.CreateDirectory(Path.Combine(_data, "mount")).FullName;

        new LauncherBinary(_options).LinkInto(mount, "launcher-x64");

        var left = Directory.GetFiles(folder).Select(path => Path.GetFileName(path)).ToList();
        Assert.Equal(theirs.Order(), left.Where(theirs.Contains).Order());
        Assert.Equal(theirs.Length + 1, left.Count);
        Assert.True(File.Exists(Path.Combine(mount, LauncherBinary.FileName)));
    }

    [Fact]
    public void Only_folders_with_a_runs_name_are_runs()
    {
        var folders = new RunFolders(_options);
        var run = $"{Guid.NewGuid():N}";
        foreach (var name in new[] { "exp1", "models", run.ToUpperInvariant() + "x", run[..31], Guid.NewGuid().ToString() })
            Directory.CreateDirectory(Path.Combine(_data, "runs", name));
        folders.Create(run, "instance");
        Assert.Equal([run], folders.All().Select(folder => folder.RunId));
    }

    public void Dispose() => Directory.Delete(_data, recursive: true);
}
