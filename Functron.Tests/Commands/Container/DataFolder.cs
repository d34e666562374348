namespace Functron.Tests.Commands.Container;

/// <summary>A folder of the machine that a container has as its data directory. Its files are the container's user's.</summary>
/// <param name="parent">The folder above it.</param>
internal sealed class DataFolder(Docker docker, string parent = "/tmp") : IAsyncDisposable
{
    public string Path { get; } = $"{parent}/functron-check-{Guid.NewGuid().ToString("N")[..8]}";

    /// <summary>Runs a shell command in it, as root.</summary>
    public async Task<string> RunAsync(string command) =>
        (await docker.TextAsync("run", "--rm", "--volume", $"{Path}:/host", "--workdir", "/host", "busybox", "sh", "-c", command))
            .ReplaceLineEndings(" ");

    public async ValueTask DisposeAsync()
    {
        // What calls leave when a test breaks off: the installation's id goes with the data.
        var installation = (await docker.RunAsync(
            "run", "--rm", "--volume", $"{Path}:/host", "busybox", "cat", "/host/payloads/content/installation")).Output.Trim();
        if (installation.Length > 0)
        {
            var filter = $"label=functron.installation={installation}";
            foreach (var left in await docker.LinesAsync("ps", "--all", "--quiet", "--filter", filter))
                await docker.RunAsync("rm", "--force", "--volumes", left);
            foreach (var left in await docker.LinesAsync("images", "--quiet", "--filter", filter))
                await docker.RunAsync("rmi", "--force", left);
        }

        await docker.RunAsync(
            "run", "--rm", "--volume", $"{parent}:/host", "busybox", "rm", "-rf", $"/host/{System.IO.Path.GetFileName(Path)}");
    }
}
