using System.Text.RegularExpressions;
using Docker.DotNet.Models;
using Functron.Tests.Execution.Engine;

namespace Functron.Tests.Commands;

/// <summary>
/// <c>./bench.sh</c> with two rounds: every row has its numbers, and nothing is left. How fast anything is, is not judged.
/// </summary>
[Collection(CommandsCollection.Name)]
public sealed class BenchCommandTests : IDisposable
{
    private const int Limit = 540_000;
    private const string Prefix = "functron-bench";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    private readonly DirectoryInfo _work = Directory.CreateTempSubdirectory("functron-test-");

    public void Dispose() => _work.Delete(recursive: true);

    [Fact(Timeout = Limit)]
    public async Task It_prints_every_number_and_leaves_nothing_on_engine_and_disk()
    {
        var before = await OnEngineAsync();

        var result = await Command.RunAsync(
            "./bench.sh", ["--rounds", "2"], new() { ["TMPDIR"] = _work.FullName }, limit: Patience);

        result.AssertExitCode(0);
        var lines = result.OutputLines;
        string[] paths = lines.Any(line => line.StartsWith("the launcher path is left out: ", StringComparison.Ordinal))
            ? ["engine"]
            : ["launcher", "engine"];
        foreach (var path in paths)
        {
            Has(lines, $"request to answer, {path} path", 3);
            Has(lines, $"started to answer, {path} path", 3);
            Has(lines, path, 6);
            Assert.Contains(lines, line => Regex.IsMatch(line, $@"^{path} path / .* = \d+\.\d\d"));
        }

        Has(lines, "docker run --rm -i, whole command", 3);
        Has(lines, "build call", 3);
        Has(lines, "started to returned, docker run", 3);
        Assert.Empty((await OnEngineAsync()).Except(before));
        Assert.Empty(_work.GetDirectories(Prefix + "-*"));
    }

    /// <summary>The row stands in a table, with so many numbers.</summary>
    private static void Has(string[] lines, string row, int numbers) =>
        Assert.Contains(lines, line => Regex.IsMatch(line, $@"^\| {row} +\|( +-?\d+\.\d \|){{{numbers}}}$"));

    /// <summary>The bench's own containers and images, and those of its Functrons: its function's name is "bench".</summary>
    private static async Task<string[]> OnEngineAsync()
    {
        using var client = EngineListing.NewClient();
        var containers = await client.Containers.ListContainersAsync(new ContainersListParameters { All = true });
        var images = await client.Images.ListImagesAsync(new ImagesListParameters());
        return [.. containers.SelectMany(container => container.Names).Select(name => name.TrimStart('/'))
            .Concat(images.SelectMany(image => image.RepoTags ?? []))
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))];
    }
}
