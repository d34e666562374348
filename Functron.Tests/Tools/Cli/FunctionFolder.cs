namespace Functron.Tests.Tools.Cli;

/// <summary>A new folder with a Dockerfile, gone at the end of the test.</summary>
internal sealed class FunctionFolder : IDisposable
{
    public FunctionFolder() => Write("Dockerfile", "FROM busybox\nCMD cat\n");

    public string Path { get; } = Directory.CreateTempSubdirectory("functron-folder-").FullName;

    public string Write(string name, string text)
    {
        var file = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
