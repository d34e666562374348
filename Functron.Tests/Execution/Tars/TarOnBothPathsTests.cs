using System.Text.Json;
using Functron.Execution.Run;
using Functron.Tests.Execution.Engine;

namespace Functron.Tests.Requests.Tars;

/// <summary>
/// A function finds the same tree in /data whichever way it is run. FUNCTRON_TAR_RUNS and FUNCTRON_TAR_SEED make it more and other ones,
/// FUNCTRON_TAR_FOLDER adds a folder's.
/// </summary>
public sealed class TarOnBothPathsTests : EngineTest
{
    private const int AtATime = 4;

    private static int Number(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), out var number) ? number : otherwise;

    [Fact(Timeout = 600_000)]
    public async Task Odd_archives() => await CompareAsync(OddTars.Good.Select(odd => new TarSample(odd.Key, odd.Value))
        .Concat(ToolTars.OfFolder().Select(archive => new TarSample(archive.Name, archive.Tar)).Where(sample => sample.IsTaken)));

    [Fact(Timeout = 600_000)]
    public async Task Mutated_archives_of_many_tools()
    {
        var mutator = new TarMutator(new Random(Number("FUNCTRON_TAR_SEED", 7)));
        byte[][] sources = [.. ToolTars.Names.Select(ToolTars.Read)];
        var mutated = Enumerable.Range(0, int.MaxValue)
            .Select(i => new TarSample($"mutation {i}", mutator.Mutate(sources[i % sources.Length])));
        await CompareAsync(mutated.Where(sample => sample.IsTaken).Take(Number("FUNCTRON_TAR_RUNS", 16)));
    }

    private async Task CompareAsync(IEnumerable<TarSample> samples)
    {
        var launcher = Start(s => s.Options.RunPath = RunPathOption.Launcher);
        var engine = Start(s => s.Options.RunPath = RunPathOption.Engine);
        foreach (var some in samples.Chunk(AtATime))
        {
            await Task.WhenAll(some.Select(async sample =>
            {
                Assert.True(sample.IsTaken, $"{sample.Name}: {string.Join(' ', sample.Problems)}");
                var trees = await Task.WhenAll(TreeAsync(launcher, sample), TreeAsync(engine, sample));
                Assert.True(trees[0] == trees[1], $"{sample.Name}: by the launcher\n{trees[0]}\nby the engine\n{trees[1]}");
            }));
        }
    }

    private static async Task<string> TreeAsync(RealExecution bench, TarSample sample)
    {
        const string Dockerfile = "FROM python:3\nCMD [\"python3\", \"-c\", \"import sys; exec(sys.stdin.read())\", \"--list\", \"/data\"]";
        var result = await bench.RunAsync(await bench.AcceptAsync(Dockerfile, stdin: ToolTars.Text("trees.py"), tar: sample.Tar));
        var tree = await bench.TextAsync(result.Stdout);
        Assert.True(result.ExitCode == 0 && tree.StartsWith('['), $"{sample.Name}: {tree}{await bench.TextAsync(result.Stderr)}");
        return UnpackedTree.LinesOf(JsonDocument.Parse(tree).RootElement);
    }
}
