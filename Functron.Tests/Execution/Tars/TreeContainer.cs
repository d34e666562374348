using System.Runtime.InteropServices;
using Docker.DotNet.Models;
using Functron.Tests.Execution.Engine;

namespace Functron.Tests.Requests.Tars;

/// <summary>A container with Python, GNU tar and the launcher, in which archives are unpacked by root and looked at (trees.py).</summary>
internal static class TreeContainer
{
    private const UnixFileMode ForAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    public static async Task<IReadOnlyList<UnpackedTrees>> CompareAsync(IEnumerable<TarSample> samples)
    {
        var folder = Directory.CreateTempSubdirectory("functron-trees-");
        try
        {
            MakeUsable(folder.FullName);
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "trees.py"), ToolTars.Text("trees.py"));
            await PutLauncherAsync(Path.Combine(folder.FullName, "launcher"));
            foreach (var sample in samples)
            {
                await File.WriteAllBytesAsync(Path.Combine(folder.FullName, sample.Name + ".tar"), sample.Tar);
                if (sample.IsTaken)
                    await File.WriteAllBytesAsync(Path.Combine(folder.FullName, sample.Name + ".rewritten"), sample.Rewritten());
            }

            await RunAsync(folder.FullName);
            return [.. (await File.ReadAllLinesAsync(Path.Combine(folder.FullName, "trees.jsonl"))).Select(UnpackedTrees.Of)];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task PutLauncherAsync(string path)
    {
        var architecture = RuntimeInformation.OSArchitecture == Architecture.X64 ? "x64" : "arm64";
        await using var program = typeof(Functron.Execution.Run.ByLauncher.LauncherBinary).Assembly.GetManifestResourceStream(
            $"launcher-{architecture}")!;
        await using (var file = File.Create(path))
            await program.CopyToAsync(file);
        MakeUsable(path);
    }

    private static void MakeUsable(string path)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, ForAll);
    }

    private static async Task RunAsync(string folder)
    {
        using var docker = EngineListing.NewClient();
        var container = await docker.Containers.CreateContainerAsync(new CreateContainerParameters
        {
            Image = "python:3",
            Cmd = ["python3", "/work/trees.py", "/work"],
            HostConfig = new HostConfig { Binds = [$"{folder}:/work"], NetworkMode = "none" },
        });
        try
        {
            await docker.Containers.StartContainerAsync(container.ID, new ContainerStartParameters());
            var ended = await docker.Containers.WaitContainerAsync(container.ID);
            using var log = await docker.Containers.GetContainerLogsAsync(
                container.ID, tty: false, new ContainerLogsParameters { ShowStdout = true, ShowStderr = true });
            var (said, failed) = await log.ReadOutputToEndAsync(CancellationToken.None);
            Assert.True(ended.StatusCode == 0, said + failed);
        }
        finally
        {
            await docker.Containers.RemoveContainerAsync(container.ID, new ContainerRemoveParameters { Force = true });
        }
    }
}
