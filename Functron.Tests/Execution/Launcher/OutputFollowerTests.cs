using System.Text;
using Functron.Execution.Cleanup;
using Functron.Execution.Run;
using Functron.Execution.Run.ByLauncher;
using Functron.Tests.Execution.Engine;

namespace Functron.Tests.Execution.Launcher;

public sealed class OutputFollowerTests() : EngineTest(RunPathOption.Launcher)
{
    [Fact(Timeout = 120_000)]
    public async Task Output_comes_while_the_function_runs_with_offsets_and_times()
    {
        var bench = Start();
        var order = await bench.AcceptAsync("FROM busybox\nCMD echo first; echo error >&2; cat; sleep 1; echo last", stdin: "input\n");
        var before = DateTimeOffset.UtcNow;
        var running = bench.RunAsync(order);
        var pieces = new List<OutputPiece>();
        var whileRunning = 0;
        await foreach (var piece in bench.Get<OutputFollower>().FollowAsync(order, 0, 0, CancellationToken.None))
        {
            pieces.Add(piece);
            if (!running.IsCompleted)
                whileRunning++;
        }

        Assert.Equal("first\ninput\nlast\n", Text(pieces, OutputStream.Stdout));
        Assert.Equal("error\n", Text(pieces, OutputStream.Stderr));
        Assert.True(whileRunning >= 2, $"{whileRunning} pieces came while it ran");
        foreach (var stream in Enum.GetValues<OutputStream>())
        {
            var offset = 0L;
            Assert.All(pieces.Where(p => p.Stream == stream), p => Assert.Equal(offset, (offset += p.Bytes.Length) - p.Bytes.Length));
        }

        Assert.All(pieces, p => Assert.InRange(p.At, before, DateTimeOffset.UtcNow));
        Assert.True(pieces[^1].At - pieces[0].At > TimeSpan.FromSeconds(0.8), "the last piece is about a second younger than the first");
        await running;
    }

    [Fact(Timeout = 120_000)]
    public async Task It_goes_on_from_any_offset_also_when_all_has_been_cleaned_up()
    {
        var bench = Start();
        var order = await bench.AcceptAsync("FROM busybox\nCMD head -c 100000 /dev/zero | tr '\\000' x; printf end >&2");
        await bench.RunAsync(order);
        Assert.Equal((99_990, "d"), await FollowAsync());
        await bench.Get<ResourceCleaner>().CleanUpAsync(order, CancellationToken.None);
        Assert.Equal((99_990, "d"), await FollowAsync());

        async Task<(int, string)> FollowAsync()
        {
            var pieces = new List<OutputPiece>();
            await foreach (var piece in bench.Get<OutputFollower>().FollowAsync(order, 10, 2, CancellationToken.None))
                pieces.Add(piece);
            Assert.Equal(10, pieces.First(p => p.Stream == OutputStream.Stdout).Offset);
            return (Text(pieces, OutputStream.Stdout).Length, Text(pieces, OutputStream.Stderr));
        }
    }

    private static string Text(IEnumerable<OutputPiece> pieces, OutputStream stream) =>
        string.Concat(pieces.Where(p => p.Stream == stream).Select(p => Encoding.UTF8.GetString(p.Bytes.Span)));
}
