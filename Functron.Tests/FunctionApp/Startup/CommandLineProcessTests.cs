using System.Diagnostics;
using System.Reflection;
using Functron.Tests.Docs;
using Functron.Tests.Hosting;

namespace Functron.Tests.FunctionApp.Startup;

/// <summary>What the process and the container's entry answer without starting.</summary>
public sealed class CommandLineProcessTests : IDisposable
{
    private static readonly string App = Path.Combine(AppContext.BaseDirectory, "Functron.FunctionApp.dll");

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory(Timeout = 120_000)]
    [InlineData("--version")]
    [InlineData("--Functron:DataDirectory=/proc/none", "--version")]
    [InlineData("--Functron:MaxConcurrentRuns=0", "--urls", "nowhere", "--version")]
    public async Task The_version_is_the_assemblys(params string[] args)
    {
        var expected = AssemblyName.GetAssemblyName(App).Version!.ToString(3);

        Assert.Equal((0, $"functron {expected}\n", ""), await RunAsync("dotnet", [App, .. args]));
    }

    [Theory(Timeout = 120_000)]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("--sweep-all", "--help")]
    public async Task The_help_names_the_switches_and_where_the_options_are_described(params string[] args)
    {
        var (code, words, error) = await RunAsync("dotnet", [App, .. args]);

        Assert.Equal((0, ""), (code, error));
        string[] named = ["--urls", "--sweep-all", "--Functron:OPTION=VALUE", "Functron__DataDirectory", "--version", "--help",
            "docs/options.md"];
        Assert.All(named, name => Assert.Contains(name, words, StringComparison.Ordinal));
    }

    [Theory(Timeout = 120_000)]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("--version")]
    public async Task The_containers_entry_needs_no_engine_for_it(string option)
    {
        if (OperatingSystem.IsWindows())
            return;
        // In the place of .NET: it says what it is started with.
        var dotnet = _directory.Combine("dotnet");
        await File.WriteAllTextAsync(dotnet, "#!/bin/sh\necho \"$*\"\n");
        File.SetUnixFileMode(dotnet, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var ended = await RunAsync(
            "bash", [Path.Combine(Repository.Root, "container", "entry.sh"), "--urls=http://localhost:1", option], path: _directory.Path);

        Assert.Equal((0, $"/app/Functron.FunctionApp.dll {option}\n", ""), ended);
    }

    /// <summary>Where nothing can be written, and with no engine to be found.</summary>
    private async Task<(int Code, string Output, string Error)> RunAsync(string program, string[] args, string? path = null)
    {
        var empty = Directory.CreateDirectory(_directory.Combine("empty"));
        var start = new ProcessStartInfo(program, args)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = empty.FullName,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("Functron__", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        foreach (var name in new[] { "HOME", "XDG_STATE_HOME", "XDG_DATA_HOME" })
            start.Environment[name] = empty.FullName;
        start.Environment["Functron__DataDirectory"] = _directory.Combine("empty", "data");
        start.Environment["DOCKER_HOST"] = "unix:///no/such/socket";
        start.Environment["PATH"] = path is null ? start.Environment["PATH"] : $"{path}:{start.Environment["PATH"]}";

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Empty(Directory.GetFileSystemEntries(empty.FullName));
        return (process.ExitCode, await output, await error);
    }
}
