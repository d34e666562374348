using System.Text.Json;
using System.Text.RegularExpressions;
using Functron.Tests.Docs;
using Functron.Tests.Hosting;

namespace Functron.Tests.Commands;

/// <summary>What <c>func start</c> by itself finds in the app's project, and makes of it, in a clone that has the sources alone.</summary>
[Trait("Engine", "None")]
public sealed partial class FuncStartTests : IDisposable
{
    private const string Sources = """
        tar --exclude='Functron.*/bin' --exclude='Functron.*/obj' --exclude=local.settings.json -c \
            global.json host.json local.settings.json.example BannedSymbols.txt Directory.*.props Directory.*.targets launcher/built \
            Functron.{Execution,FunctionApp,Hosting,Payloads.Blobs} | tar -C "$0" -x
        """;

    // MSBuild takes properties from the environment.
    private static readonly Dictionary<string, string?> Environs = new() { ["RunAnalyzers"] = "false", ["NuGetAudit"] = "false" };

    private readonly TemporaryDirectory _sources = new();

    public void Dispose() => _sources.Dispose();

    [NeedsFact("python3", "bash", "tar")]
    public async Task A_restore_makes_the_files_that_func_reads_and_func_start_builds_the_project()
    {
        (await Command.RunAsync("bash", ["-c", Sources, _sources.Path])).AssertExitCode(0);
        var project = _sources.Combine("Functron.FunctionApp");
        var settings = Path.Combine(project, "local.settings.json");
        var example = Repository.Read("local.settings.json.example");
        // As git on Windows may write the link.
        File.Delete(Path.Combine(project, "host.json"));
        File.WriteAllText(Path.Combine(project, "host.json"), "../host.json");

        (await Command.RunAsync("dotnet", ["restore", "--nologo"], Environs, project)).AssertExitCode(0);
        Assert.Equal(Repository.Read("host.json"), File.ReadAllText(Path.Combine(project, "host.json")));
        Assert.Equal(example, File.ReadAllText(settings));

        var own = example.Replace("8081", "8091", StringComparison.Ordinal);
        File.WriteAllText(settings, own);
        var func = Path.Combine(Repository.Root, "Functron.Tests", "Commands", "func-stand-in.py");
        var started = JsonDocument.Parse((await Command.RunAsync(func, ["start"], Environs, project)).Text).RootElement;

        // Worker, port, storage, routes and all functions.
        Assert.Equal(Path.Combine(project, "bin", "output"), started.GetProperty("folder").GetString());
        Assert.Equal("dotnet-isolated", started.GetProperty("runtime").GetString());
        Assert.Equal(8091, started.GetProperty("port").GetInt32());
        Assert.Equal("UseDevelopmentStorage=true", started.GetProperty("storage").GetString());
        Assert.Equal("", started.GetProperty("routePrefix").GetString());
        Assert.Equal(FunctionsInSources(project), started.GetProperty("functions").GetInt32());
        Assert.Equal(own, File.ReadAllText(settings));
    }

    private static int FunctionsInSources(string project) =>
        Directory.GetFiles(project, "*.cs", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(project, file).Split('/').Any(part => part is "bin" or "obj"))
            .Sum(file => FunctionAttribute().Count(File.ReadAllText(file)));

    [GeneratedRegex(@"\[Function\(")]
    private static partial Regex FunctionAttribute();
}
