namespace Functron.Tests.Commands;

/// <summary>A Docker engine of a test's own, beside the machine's and without a way to it. It needs root, dockerd and unshare.</summary>
internal sealed class SecondEngine : IAsyncDisposable
{
    // A socket's path is short.
    private readonly string _folder = Directory.CreateDirectory($"/tmp/functron-engine-{Guid.NewGuid().ToString("N")[..8]}").FullName;
    private Command? _process;

    private SecondEngine() => Docker = new Docker(Path.Combine(_folder, "docker.sock"));

    public Docker Docker { get; }

    /// <summary>Starts one that has the machine's busybox.</summary>
    public static async Task<SecondEngine> StartAsync()
    {
        var engine = new SecondEngine();
        try
        {
            await engine.StartAgainAsync();
            var archive = Path.Combine(engine._folder, "busybox.tar");
            await new Docker().TextAsync("save", "--output", archive, "busybox");
            await engine.Docker.TextAsync("load", "--input", archive);
            return engine;
        }
        catch
        {
            await engine.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it, again after <see cref="StopAsync"/>, with further options.</summary>
    public async Task StartAgainAsync(params string[] options)
    {
        var name = Path.GetFileName(_folder);
        string[] arguments =
        [
            // A network of its own: it would take the first engine's bridge and rules for leftovers of its own. The names keep it apart
            // from the first one also where both use the system's containerd.
            "--net", "dockerd", "--host", $"unix://{Docker.Socket}", "--data-root", $"{_folder}/data", "--exec-root", $"{_folder}/exec",
            "--pidfile", $"{_folder}/pid", "--containerd-namespace", name, "--containerd-plugins-namespace", $"{name}-plugins", .. options,
        ];
        var path = $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin";
        _process = Command.Start("unshare", arguments, new() { ["PATH"] = path });
        await Until.TrueAsync(
            "the second engine answers",
            async () => _process.HasExited || (await Docker.RunAsync("version")).ExitCode == 0,
            limit: TimeSpan.FromMinutes(1),
            about: () => _process.Errors);
        Assert.False(_process.HasExited, _process.Errors);
    }

    /// <summary>In good order, as a service manager does. What happens to its containers is its own business.</summary>
    public async Task StopAsync()
    {
        var process = _process!;
        process.Terminate();
        await process.EndAsync();
        await process.DisposeAsync();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            var containers = (await Docker.RunAsync("ps", "--all", "--quiet")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            if (containers.Length > 0)
                await Docker.RunAsync(["rm", "--force", .. containers]);
            await StopAsync();
        }

        // What it mounted would keep its folder from being removed.
        var mounted = File.ReadLines("/proc/mounts").Select(line => line.Split(' ')[1])
            .Where(path => path.StartsWith(_folder + "/", StringComparison.Ordinal));
        foreach (var path in mounted.OrderDescending(StringComparer.Ordinal).ToList())
            await Command.RunAsync("umount", [path]);
        Directory.Delete(_folder, recursive: true);
    }
}
