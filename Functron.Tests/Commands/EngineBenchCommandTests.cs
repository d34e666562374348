using System.Text.RegularExpressions;

namespace Functron.Tests.Commands;

/// <summary>
/// <c>./bench.sh engine</c> in its quick form: every row has its numbers, and nothing is left, also when it is broken off. How fast
/// anything is, is not judged.
/// </summary>
[Collection(CommandsCollection.Name)]
public sealed class EngineBenchCommandTests : IDisposable
{
    private const int Limit = 540_000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    private static readonly string[] QuickEngine = ["engine", "--quick"];

    private readonly DirectoryInfo _work = Directory.CreateTempSubdirectory("functron-test-");

    private Dictionary<string, string?> InWork => new() { ["TMPDIR"] = _work.FullName };

    public void Dispose() => _work.Delete(recursive: true);

    [Fact(Timeout = Limit)]
    public async Task It_prints_every_number_and_leaves_nothing_on_the_disk()
    {
        var result = await Command.RunAsync("./bench.sh", QuickEngine, InWork, limit: Patience);

        result.AssertExitCode(0);
        var lines = result.OutputLines;
        Has(lines, "bare SQLite commit", 1);
        foreach (var shape in (string[])["Functron's shape", "chain of 10", "fan-out of 100"])
        {
            Has(lines, shape, 1);
            Has(lines, shape, 64);
        }

        const string restart = "restart with 1,000 waiting and 3,200 ended, process start to";
        Says(lines, "Functron's shape, one instance alone", " ms (to reach: ");
        Says(lines, "one instance alone / bare commit", " (to reach: ");
        Says(lines, "Functron's shape, 64 at once", " instances/s (to reach: ");
        Says(lines, "Functron's shape, database per ended instance", " bytes");
        Says(lines, "64 at once, with 1,000 stored", " instances/s");
        Says(lines, "64 at once, with 2,000 stored", " instances/s");
        Says(lines, "with 2,000 stored / with 1,000", " (to reach: ");
        Says(lines, $"{restart} engine started", " s");
        Says(lines, $"{restart} an event answered", " s (to reach: ");
        Says(lines, "CPU in 1 idle seconds with 1,000 waiting", " s (to reach: ");
        NothingIsLeft();
    }

    [Fact(Timeout = Limit)]
    public async Task Broken_off_it_says_so_and_leaves_nothing_on_the_disk()
    {
        await using var command = Command.Start("./bench.sh", QuickEngine, InWork);
        await command.SaysAsync("shapes, round", Patience);

        command.Terminate();

        var result = await command.EndAsync(Patience);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("functron: broken off", result.ErrorLines);
        Assert.Empty(result.Stdout);
        NothingIsLeft();
    }

    /// <summary>The row stands in the table, with its rate, median and p99.</summary>
    private static void Has(string[] lines, string row, int atOnce) =>
        Assert.Contains(lines, line => Regex.IsMatch(line, $@"^\| {row} +\| +{atOnce} \|( +\d+\.\d+ \|){{3}}$"));

    /// <summary>It has a line of its own, with a number.</summary>
    private static void Says(string[] lines, string words, string unit) =>
        Assert.Contains(lines, line => Regex.IsMatch(line, $@"^{Regex.Escape(words)} = [\d,]+(\.\d+)?{Regex.Escape(unit)}"));

    private void NothingIsLeft() => Assert.Empty(_work.GetDirectories("functron-bench-*"));
}
