using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Functron.Tests.Docs;
using Functron.Tests.Hosting;

namespace Functron.Tests.Commands;

/// <summary>What <c>dotnet publish</c> makes serves a Functions host, and serves by itself.</summary>
public sealed partial class PublishTests(PublishedApp app) : IClassFixture<PublishedApp>
{
    [Theory]
    [InlineData("host.json")]
    [InlineData("worker.config.json")]
    [InlineData("functions.metadata")]
    [InlineData("extensions.json")]
    [InlineData(".azurefunctions/function.deps.json")]
    [InlineData("Functron.Hosting.dll")]
    public void It_has_what_a_Functions_host_reads_and_the_embedded_host(string file) =>
        Assert.InRange(new FileInfo(Path.Combine(app.Folder, file)).Length, 1, long.MaxValue);

    /// <summary>They hold keys.</summary>
    [Fact]
    public void It_has_no_local_settings() => Assert.Empty(Directory.GetFiles(app.Folder, "local.settings*", SearchOption.AllDirectories));

    [Fact]
    public void It_has_every_function_of_the_sources()
    {
        var sources = Directory.GetFiles(Path.Combine(Repository.Root, "Functron.FunctionApp"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(Repository.Root, file).Split('/').Any(part => part is "bin" or "obj"));
        var functions = sources.SelectMany(file => FunctionAttribute().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups["name"].Value);

        Assert.Equal(functions.Order(StringComparer.Ordinal), Metadata().Select(f => f.GetProperty("name").GetString()!)
            .Order(StringComparer.Ordinal));
    }

    /// <summary>A client of the embedded host sends no key.</summary>
    [Fact]
    public void Its_HTTP_functions_ask_for_no_key()
    {
        var triggers = Metadata().SelectMany(f => f.GetProperty("bindings").EnumerateArray())
            .Where(b => b.GetProperty("type").GetString() == "httpTrigger");
        Assert.Equal(["Anonymous"], triggers.Select(b => b.GetProperty("authLevel").GetString()!).Distinct());
    }

    /// <summary>By itself it would keep its data on a disk that is thrown away.</summary>
    [Fact]
    public async Task Meant_for_a_Functions_host_and_started_without_one_it_ends_and_says_in_one_line_what_to_do()
    {
        var alone = await Command.RunAsync("dotnet", [Dll], new() { ["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated" });
        alone.AssertExitCode(2);
        Assert.Contains("func.sh", Assert.Single(alone.All.Trim().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_serves_by_itself()
    {
        using var data = new TemporaryDirectory();
        await using var functron = Command.Start(
            "dotnet", [Dll, "--urls=http://127.0.0.1:0"], new() { ["Functron__DataDirectory"] = data.Path });
        await Until.TrueAsync("it listens", () => Listening().IsMatch(functron.Output), about: () => functron.Output + functron.Errors);
        using var http = new HttpClient { BaseAddress = new Uri(Listening().Match(functron.Output).Groups[1].Value) };

        using var answer = await http.PostAsJsonAsync(
            "v1/exec", new { FnName = "hello", DockerFile = "FROM busybox\nCMD cat", Stdin = "Hello!", Timeout = 30 });

        Assert.Equal(
            "Hello!"u8.ToArray(), (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("CmdOut").GetBytesFromBase64());
    }

    private string Dll => Path.Combine(app.Folder, "Functron.FunctionApp.dll");

    private List<JsonElement> Metadata() =>
        [.. JsonDocument.Parse(File.ReadAllText(Path.Combine(app.Folder, "functions.metadata"))).RootElement.EnumerateArray()];

    [GeneratedRegex("""\[Function\((nameof\()?"?(?<name>\w+)""")]
    private static partial Regex FunctionAttribute();

    [GeneratedRegex("Listening on (http://[0-9.:]+)")]
    private static partial Regex Listening();
}
