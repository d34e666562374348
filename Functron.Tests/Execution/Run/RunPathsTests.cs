using Functron.Execution;
using Functron.Execution.Results;
using Functron.Execution.Run;
using Functron.Execution.Run.ByLauncher;
using Functron.Execution.Run.Driving;
using Functron.Tests.Durable;
using Functron.Tests.Execution.Engine;
using Microsoft.Extensions.Logging.Abstractions;

namespace Functron.Tests.Execution.Run;

public sealed class RunPathsTests() : EngineTest(RunPathOption.Auto)
{
    private readonly ManualClock _clock = new();

    [Fact(Timeout = 120_000)]
    public async Task A_trial_that_failed_is_repeated_with_growing_pauses_until_one_works()
    {
        FaultyEngine? engine = null;
        var bench = Start(s => s.Engine = e => engine = new FaultyEngine(e) { Moves = folder => "/no/such" + folder });
        var paths = new RunPaths(
            new ExecutionOptions(), bench.Get<LauncherTrial>(), bench.Get<LauncherProof>(), _clock, NullLogger<RunPaths>.Instance);
        Assert.Equal((RunPathOption.Engine.ToString(), true), Told(await paths.ChooseAsync(CancellationToken.None)));

        Assert.True(await ReviseAfterAsync(paths, TimeSpan.FromSeconds(14)));
        Assert.Equal(1, engine!.Builds);
        Assert.True(await ReviseAfterAsync(paths, TimeSpan.FromSeconds(2)));
        Assert.Equal(2, engine.Builds);
        engine.Moves = folder => folder;
        Assert.True(await ReviseAfterAsync(paths, TimeSpan.FromSeconds(29)));
        Assert.Equal(2, engine.Builds);

        Assert.False(await ReviseAfterAsync(paths, TimeSpan.FromSeconds(2)));
        Assert.Equal((RunPathOption.Launcher.ToString(), false), Told(await paths.ChooseAsync(CancellationToken.None)));
        Assert.False(await ReviseAfterAsync(paths, TimeSpan.FromDays(1)));
        Assert.Equal(3, engine.Builds);
    }

    [Theory(Timeout = 120_000)]
    [InlineData(RunPathOption.Engine)]
    [InlineData(RunPathOption.Launcher)]
    public async Task What_an_option_says_stays(RunPathOption option)
    {
        var bench = Start();
        var paths = new RunPaths(
            new ExecutionOptions { RunPath = option },
            bench.Get<LauncherTrial>(),
            bench.Get<LauncherProof>(),
            _clock,
            NullLogger<RunPaths>.Instance);
        Assert.False(await ReviseAfterAsync(paths, TimeSpan.FromDays(1)));
        Assert.Equal((option.ToString(), false), Told(paths.Known!));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_trial_that_worked_is_remembered_over_a_restart_until_something_changes()
    {
        FaultyEngine? engine = null;
        var first = Start(Counting);
        Assert.Equal((RunPathOption.Launcher.ToString(), false), Told(await first.Get<RunPaths>().ChooseAsync(CancellationToken.None)));
        Assert.Equal(1, engine!.Builds);

        var second = Start(Counting, like: first);
        Assert.Equal((RunPathOption.Launcher.ToString(), false), Told(await second.Get<RunPaths>().ChooseAsync(CancellationToken.None)));
        Assert.Equal(0, engine.Builds);
        var result = await second.RunAsync("FROM busybox\nCMD echo out; exit 3");
        Assert.Equal((3, "out\n"), (result.ExitCode, await second.TextAsync(result.Stdout)));
        Assert.NotNull(result.CpuMilliseconds);

        // A copy of the data directory is another one.
        var proof = Path.Combine(first.DataDirectory, "launcher", "trial");
        var moved = Start(Counting);
        File.Copy(proof, Path.Combine(Directory.CreateDirectory(Path.Combine(moved.DataDirectory, "launcher")).FullName, "trial"));
        await moved.Get<RunPaths>().ChooseAsync(CancellationToken.None);
        Assert.Equal(1, engine.Builds);

        // A crash of the machine may leave half of it.
        await File.WriteAllTextAsync(proof, (await File.ReadAllTextAsync(proof))[..^20]);
        await Start(Counting, like: first).Get<RunPaths>().ChooseAsync(CancellationToken.None);
        Assert.Equal(1, engine.Builds);

        void Counting(RealExecutionSetup setup) => setup.Engine = e => engine = new FaultyEngine(e);
    }

    [Theory(Timeout = 120_000)]
    [InlineData("/no/such", RunPathOption.Engine)]
    [InlineData("", RunPathOption.Launcher)]
    public async Task What_was_remembered_is_tried_before_the_image_is_blamed(string folders, RunPathOption then)
    {
        var first = Start();
        await first.Get<RunPaths>().ChooseAsync(CancellationToken.None);

        var second = Start(s => s.Engine = e => new FaultyEngine(e) { Moves = folder => folders + folder }, like: first);
        var refused = await second.RunAsync("FROM busybox\nCMD [\"/no/such/program\"]");
        Assert.Equal((Ending.StartRefused, 127), (refused.Ending, refused.ExitCode));
        Assert.Contains("/no/such/program", await second.TextAsync(refused.Stderr), StringComparison.Ordinal);
        Assert.Equal(then.ToString(), second.Get<RunPaths>().Known!.Path.ToString());
        Assert.Equal(then == RunPathOption.Engine, second.Get<RunPaths>().Known!.MayChange);

        var result = await second.RunAsync("FROM busybox\nCMD echo out; exit 3");
        Assert.Equal((3, "out\n"), (result.ExitCode, await second.TextAsync(result.Stdout)));
    }

    private Task<bool> ReviseAfterAsync(RunPaths paths, TimeSpan time)
    {
        _clock.Advance(time);
        return paths.ReviseAsync(CancellationToken.None);
    }

    private static (string Path, bool MayChange) Told(RunPathChoice choice) => (choice.Path.ToString(), choice.MayChange);
}
