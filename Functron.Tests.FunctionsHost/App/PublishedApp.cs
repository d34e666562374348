using System.Text.Json;

namespace Functron.Tests.FunctionsHost.App;

/// <summary>The folder of a published isolated worker app.</summary>
/// <param name="Executable">What runs the worker: <c>dotnet</c>.</param>
/// <param name="WorkerFile">The worker's own file, below <paramref name="Folder"/>.</param>
/// <param name="HostJson">host.json as configuration.</param>
internal sealed record PublishedApp(string Folder, string Executable, string WorkerFile, IConfigurationRoot HostJson)
{
    /// <summary>Set by an operator or a test over a value of host.json, as on the real host.</summary>
    public const string HostSection = "AzureFunctionsJobHost";

    /// <exception cref="HostException">The folder holds no such app.</exception>
    public static PublishedApp Read(string folder)
    {
        folder = Path.GetFullPath(folder);
        using var worker = Json(folder, "worker.config.json");
        var description = worker.RootElement.GetProperty("description");
        var hostJson = new ConfigurationBuilder().AddJsonFile(Existing(folder, "host.json")).Build();
        return new PublishedApp(
            folder,
            description.GetProperty("defaultExecutablePath").GetString() ?? "dotnet",
            Existing(folder, description.GetProperty("defaultWorkerPath").GetString() ?? ""),
            hostJson);
    }

    /// <summary>What every route begins with: <c>api</c> unless host.json says otherwise.</summary>
    public string RoutePrefix => (HostJson["extensions:http:routePrefix"] ?? "api").Trim('/');

    /// <summary>The functions as the build wrote them down, for a worker that leaves it to its host to look.</summary>
    public IReadOnlyList<AppFunction> FunctionsFromMetadata()
    {
        using var metadata = Json(Folder, "functions.metadata");
        return [.. metadata.RootElement.EnumerateArray().Select((json, number) => new AppFunction(
            $"function-{number}",
            json.GetProperty("name").GetString()!,
            json.GetProperty("entryPoint").GetString()!,
            json.GetProperty("scriptFile").GetString()!,
            [.. json.GetProperty("bindings").EnumerateArray().Select(AppBinding.Read)]))];
    }

    private static JsonDocument Json(string folder, string file)
    {
        try
        {
            return JsonDocument.Parse(File.ReadAllBytes(Existing(folder, file)));
        }
        catch (JsonException e)
        {
            throw new HostException($"{Path.Combine(folder, file)}: {e.Message}");
        }
    }

    private static string Existing(string folder, string file)
    {
        var path = Path.Combine(folder, file);
        if (!File.Exists(path))
            throw new HostException($"There is no {file} in {folder}: it is not the folder of a published isolated worker app.");
        return path;
    }
}
