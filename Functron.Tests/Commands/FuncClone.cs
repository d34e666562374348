using System.Net.NetworkInformation;
using Functron.Tests.Docs;
using Functron.Tests.Hosting;

namespace Functron.Tests.Commands;

/// <summary>
/// A clone that has only <c>func.sh</c> and what it reads, and stand-ins for all that it starts: a func, an Azurite and a .NET SDK on PATH.
/// </summary>
internal sealed class FuncClone : IDisposable
{
    public const string Example = "local.settings.json.example";

    // As npm's func is: a script that waits for the program and passes no signal on.
    private const string Func = """
        #!/bin/bash
        printf '%s\n' "$PWD" "$@" >WORK/func-arguments
        cp local.settings.json WORK/func-settings
        echo "${AzureWebJobsStorage:-}" >WORK/func-storage
        if [ -e WORK/ends ]; then exit 7; fi
        bash -c 'trap "sleep 0.3; echo in good order >WORK/func-end; exit 0" TERM; echo $$ >WORK/program-pid; while :; do sleep 0.1; done' &
        echo $$ >WORK/func-pid
        wait
        """;

    private const string Azurite = """
        #!/bin/sh
        echo $$ >WORK/azurite-pid
        exec python3 -m http.server --bind 127.0.0.1 PORT
        """;

    private readonly TemporaryDirectory _work = new();

    public FuncClone()
    {
        Directory.CreateDirectory(App);
        Directory.CreateDirectory(Path("clone", "scripts"));
        Directory.CreateDirectory(Path("bin"));
        foreach (var file in new[] { "func.sh", "host.json", Example, "scripts/common.sh", "scripts/dotnet.sh" })
            File.Copy(System.IO.Path.Combine(Repository.Root, file), Path("clone", file));
        File.CreateSymbolicLink(System.IO.Path.Combine(App, "host.json"), "../host.json");
        Write("clone/scripts/engine.sh", "#!/bin/sh\nexit 0\n");
        Write("clone/scripts/azurite.sh", $"#!/bin/sh\necho {Path("azurite.js")}\n");
        Write("bin/node", Azurite);
        Write("bin/func", Func);
        Write("bin/dotnet", "#!/bin/sh\necho 10.0.100\n");
    }

    /// <summary>Where this clone's Azurite listens. Nothing else may answer there: func.sh would take it for an Azurite.</summary>
    public int Port { get; } = FreePort();

    /// <summary>The folder of the project.</summary>
    public string App => Path("clone", "Functron.FunctionApp");

    /// <summary>What func was given: its folder, and its arguments.</summary>
    public string[] FuncArguments => File.ReadAllLines(Path("func-arguments"));

    public string Path(params string[] parts) => _work.Combine(parts);

    /// <summary>Whether a stand-in that wrote its process id still runs.</summary>
    public bool Runs(string pidFile) => Directory.Exists($"/proc/{File.ReadAllText(Path(pidFile)).Trim()}");

    /// <summary>From now on func ends by itself, with 7.</summary>
    public void LetFuncEnd() => File.WriteAllText(Path("ends"), "");

    /// <param name="path">The folders for programs; the stand-ins and the test's own if null.</param>
    public Command Start(string[] options, string? path = null) => Command.Start(Path("clone", "func.sh"), options, new()
    {
        ["PATH"] = path ?? $"{Path("bin")}:{Environment.GetEnvironmentVariable("PATH")}",
        ["XDG_STATE_HOME"] = Path("state"),
        ["FUNCTRON_AZURITE_PORT"] = $"{Port}",
        ["AzureWebJobsStorage"] = null,
    });

    public async Task<CommandResult> RunAsync(string[] options, string? path = null)
    {
        await using var command = Start(options, path);
        return await command.EndAsync();
    }

    public void Dispose() => _work.Dispose();

    // Below the ports that the system gives to connections.
    private static int FreePort()
    {
        var taken = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(listener => listener.Port).ToHashSet();
        int port;
        do
            port = Random.Shared.Next(20_000, 30_000);
        while (taken.Contains(port));
        return port;
    }

    private void Write(string file, string text)
    {
        var path = Path(file);
        File.WriteAllText(
            path, text.Replace("WORK", _work.Path, StringComparison.Ordinal).Replace("PORT", $"{Port}", StringComparison.Ordinal));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
