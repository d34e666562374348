using Functron.Benchmarks.Measuring;

namespace Functron.Benchmarks.Durable;

/// <summary>Sets up, measures in turns, and prints. Disposing it removes what it left on the disk.</summary>
internal sealed class DurableBench(Extent extent, CancellationToken cancel) : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("functron-bench-");

    private string LargeDirectory => Path.Combine(_folder.FullName, "large");

    /// <exception cref="BenchFailedException">Instances failed, or did not end in time.</exception>
    public async Task RunAsync(int rounds, int stored)
    {
        var loadBefore = Machine.Load();
        using var bare = new BareSqlite(Path.Combine(_folder.FullName, "bare.db"));
        var paces = await MeasureShapesAsync(rounds, bare);
        var growth = new Growth(_folder.FullName, LargeDirectory, extent.Growth);
        var kept = await growth.StoreAsync(stored, cancel);
        var bytes = (double)new FileInfo(Path.Combine(LargeDirectory, "durable.db")).Length / kept;
        var (few, many) = await growth.MeasureAsync(rounds, cancel);
        var restart = await new Restart(LargeDirectory, extent.Waiting, extent.Idle).MeasureAsync(cancel);
        // Growth has added instances to those that were stored: some to warm up, some in each round.
        var ended = kept + Growth.Few + (rounds * extent.Growth);

        var disk = new DriveInfo(_folder.FullName).DriveFormat;
        new ShapeReport(paces, rounds, loadBefore, Machine.Load(), bare.Version, disk).Write(Console.Out);
        new DurableReport(paces, extent, stored, kept, ended, bytes, few, many, restart).Write(Console.Out);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task<Paces> MeasureShapesAsync(int rounds, BareSqlite bare)
    {
        var paces = new Paces();
        await using var engine = await RunningEngine.StartAsync(Path.Combine(_folder.FullName, "shapes"), cancel);
        for (var round = 0; round <= rounds; round++)
        {
            Bench.Say(round == 0 ? "warming up" : $"shapes, round {round} of {rounds}");
            paces.Add(DurableRows.BareCommit, 1, bare.Commit(extent.Bare, cancel));
            foreach (var shape in (string[])[Shapes.Functron, Shapes.Chain, Shapes.FanOut])
            {
                paces.Add(shape, 1, await engine.RunForAsync(extent.Alone, shape, 1, cancel));
                paces.Add(shape, DurableRows.Many, await engine.RunForAsync(extent.Together, shape, DurableRows.Many, cancel));
            }

            if (round == 0)
                paces.Clear();
        }

        return paces;
    }
}
