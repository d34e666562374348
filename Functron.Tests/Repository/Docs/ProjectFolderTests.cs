using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Functron.Tests.Docs;

/// <summary>What editors and Core Tools read of the repository before they build anything.</summary>
public sealed partial class ProjectFolderTests
{
    private const string App = "Functron.FunctionApp";
    private const string LaunchSettings = $"{App}/Properties/launchSettings.json";

    [Theory]
    [InlineData(".vscode/extensions.json")]
    [InlineData(".vscode/launch.json")]
    [InlineData(".vscode/settings.json")]
    [InlineData(".vscode/tasks.json")]
    [InlineData(LaunchSettings)]
    [InlineData("host.json")]
    [InlineData("local.settings.json.example")]
    public void Every_file_is_strict_json(string path) => Assert.Equal(JsonValueKind.Object, Read(path).ValueKind);

    /// <summary>The first profile is what <c>dotnet run</c> applies: a URL or a variable in it would go before the user's own.</summary>
    [Fact]
    public void The_first_profile_is_the_embedded_host_and_sets_nothing()
    {
        var profiles = Read(LaunchSettings).GetProperty("profiles").EnumerateObject().ToList();

        Assert.Equal(["Embedded host", "Functions host"], profiles.Select(profile => profile.Name));
        Assert.Equal("""{"commandName":"Project"}""", JsonSerializer.Serialize(profiles[0].Value));
        // In no folder of its own: by 'dotnet run' it is then the project's, in Visual Studio the output.
        Assert.Equal(
            """{"commandName":"Executable","executablePath":"func","commandLineArgs":"start"}""",
            JsonSerializer.Serialize(profiles[1].Value));
    }

    [Fact]
    public void Every_task_that_is_named_exists()
    {
        var tasks = Tasks();
        var named = Strings(Read(".vscode/launch.json"), "preLaunchTask")
            .Concat(Strings(Read(".vscode/tasks.json"), "dependsOn"))
            .Concat(Strings(Read(".vscode/settings.json"), "azureFunctions.preDeployTask"))
            .ToList();

        Assert.Equal(3, named.Count);
        Assert.All(named, name => Assert.Contains(name, tasks));
        // Which the Azure Functions extension starts before it attaches to the worker.
        Assert.Contains("func: host start", tasks);
    }

    [Fact]
    public void Every_path_that_is_named_is_a_projects_or_its_outputs()
    {
        var framework = XDocument.Parse(Repository.Read("Directory.Build.props")).Descendants("TargetFramework").Single().Value;
        var paths = new[] { "launch", "tasks", "settings" }
            .SelectMany(name => InProject().Matches(Repository.Read($".vscode/{name}.json")))
            .ToList();

        Assert.True(paths.Count >= 6);
        Assert.All(paths, path =>
        {
            var project = path.Groups["project"].Value;
            Assert.True(File.Exists(Path.Combine(Repository.Root, project, $"{project}.csproj")), path.Value);
            Assert.Contains(path.Groups["framework"].Value, new[] { "", framework });
            Assert.Contains(path.Groups["file"].Value, new[] { "", "publish", App + ".dll" });
        });
    }

    /// <summary>
    /// By it Core Tools know the project's folder. On Windows git may write the link as a text with its target, which a build replaces.
    /// </summary>
    [Fact]
    public void The_project_has_a_link_to_the_one_host_json()
    {
        var link = new FileInfo(Path.Combine(Repository.Root, App, "host.json"));

        Assert.Equal("../host.json", link.LinkTarget);
        Assert.Equal(Repository.Read("host.json"), File.ReadAllText(link.FullName));
    }

    /// <summary>The example is in git, so it holds no key; what a build makes of it is for one machine.</summary>
    [Fact]
    public void The_local_settings_are_those_of_a_worker_on_Azurite_and_stay_here()
    {
        var settings = Read("local.settings.json.example");
        var values = settings.GetProperty("Values");

        Assert.False(settings.GetProperty("IsEncrypted").GetBoolean());
        Assert.Equal("dotnet-isolated", Text(values, "FUNCTIONS_WORKER_RUNTIME"));
        Assert.Equal("UseDevelopmentStorage=true", Text(values, "AzureWebJobsStorage"));
        Assert.Equal(8081, settings.GetProperty("Host").GetProperty("LocalHttpPort").GetInt32());
        Assert.Contains("local.settings.json", Lines(".gitignore"));
        Assert.Contains("**/local.settings.json", Lines(".dockerignore"));
        // What an editor reads is for everyone.
        Assert.DoesNotContain(Lines(".gitignore"), line => line.TrimEnd('/') is ".vscode" or "Properties" or "*.json");
    }

    private static JsonElement Read(string path) => JsonDocument.Parse(Repository.Read(path)).RootElement;

    private static string[] Lines(string path) => Repository.Read(path).Split('\n', StringSplitOptions.TrimEntries);

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    /// <summary>By their labels; one without is called after its type and command.</summary>
    private static List<string> Tasks() =>
        [.. Read(".vscode/tasks.json").GetProperty("tasks").EnumerateArray()
            .Select(task => Strings(task, "label").SingleOrDefault() ?? $"{Text(task, "type")}: {Text(task, "command")}")];

    private static IEnumerable<string> Strings(JsonElement element, string name) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject()
            .SelectMany(property => property.Name == name ? [property.Value.GetString()!] : Strings(property.Value, name)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(item => Strings(item, name)),
        _ => [],
    };

    [GeneratedRegex("""
        "(\$\{workspaceFolder\}/)?(?<project>Functron\.\w+)(/bin/(Debug|Release)/(?<framework>[^/"]+)(/(?<file>[^"]+))?)?"
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex InProject();
}
