using Functron.Execution;
using Functron.Execution.Cleanup;
using Functron.Execution.Engine;
using Functron.Execution.Payloads;
using Functron.Execution.Results;
using Functron.Execution.Run;
using Functron.Execution.Run.ByLauncher;
using Functron.Execution.Run.Driving;
using Functron.Tests.Execution.Engine;
using Microsoft.Extensions.Logging.Abstractions;

namespace Functron.Tests.Execution.Launcher;

public sealed class LauncherTrialTests() : EngineTest(RunPathOption.Auto)
{
    [Fact(Timeout = 120_000)]
    public async Task Where_engine_and_Functron_share_files_the_launcher_is_chosen_and_nothing_of_the_trial_is_left()
    {
        var bench = Start();
        Assert.Null(bench.Get<RunPaths>().Known);
        var choice = await bench.Get<RunPaths>().ChooseAsync(CancellationToken.None);
        Assert.True(choice.Path == Functron.Execution.Run.RunPath.Launcher, choice.Why);
        Assert.Empty(await bench.Engine.ListContainersAsync([$"{Labels.FnName}=trial"], CancellationToken.None));
        Assert.Empty(await bench.Engine.ListImagesAsync([$"{Labels.FnName}=trial"], CancellationToken.None));
        Assert.Empty(bench.Get<RunFolders>().All());
        Assert.Same(choice, await bench.Get<RunPaths>().ChooseAsync(CancellationToken.None));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_process_that_stops_meanwhile_waits_for_what_the_engine_makes_and_removes_it()
    {
        using var stop = new CancellationTokenSource();
        var bench = Start(s => s.Engine = e => new FaultyEngine(e) { Building = stop.Cancel });
        var choice = await bench.Get<RunPaths>().ChooseAsync(stop.Token);
        Assert.True(stop.IsCancellationRequested);
        Assert.True(choice.Path == Functron.Execution.Run.RunPath.Launcher, choice.Why);
    }

    [Fact(Timeout = 120_000)]
    public async Task However_long_the_path_of_the_data_directory_is_the_launcher_is_used()
    {
        var bench = Start(
            s => s.Options.DataDirectory = Path.Combine([s.Options.DataDirectory, .. Enumerable.Repeat(new string('d', 60), 4)]));
        var result = await bench.RunAsync("FROM busybox\nCMD [\"echo\", \"far\"]");
        Assert.Equal(Functron.Execution.Run.RunPath.Launcher, bench.Get<RunPaths>().Known!.Path);
        Assert.Equal(("far\n", Ending.Exited), (await bench.TextAsync(result.Stdout), result.Ending));
    }

    [Theory(Timeout = 120_000)]
    [InlineData("linux", "riscv64", "there is no launcher for linux/riscv64")]
    [InlineData("windows", "amd64", "there is no launcher for windows/amd64")]
    public async Task Without_a_launcher_for_its_platform_the_engine_path_is_used(string os, string architecture, string why)
    {
        var bench = Start(s => s.Engine = e => new FaultyEngine(e) { Platform = new EnginePlatform(os, architecture) });
        await AssertEnginePathAsync(bench, why);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_program_that_the_engines_machine_cannot_run_is_noticed()
    {
        var foreign = System.Runtime.InteropServices.RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.X64
            ? "arm64"
            : "amd64";
        var bench = Start(s => s.Engine = e => new FaultyEngine(e) { Platform = new EnginePlatform("linux", foreign) });
        await AssertEnginePathAsync(bench, "a trial of the launcher failed");
    }

    [Fact(Timeout = 120_000)]
    public async Task A_folder_that_the_engine_does_not_see_is_noticed()
    {
        var bench = Start(s => s.Engine = e => new FaultyEngine(e) { Moves = folder => "/no/such" + folder });
        await AssertEnginePathAsync(bench, "a trial of the launcher failed");
    }

    [Fact(Timeout = 120_000)]
    public async Task A_folder_of_the_same_name_on_another_machine_is_noticed()
    {
        var elsewhere = Directory.CreateTempSubdirectory("functron-test-");
        try
        {
            var bench = Start(s => s.Engine = e => new FaultyEngine(e) { Moves = _ => elsewhere.FullName });
            await AssertEnginePathAsync(bench, "a trial of the launcher failed");
        }
        finally
        {
            elsewhere.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task An_engine_behind_a_network_address_is_not_tried()
    {
        using var engine = new DockerEngine(new EngineEndpoint("tcp://127.0.0.1:1", "a test"), new ExecutionOptions(), TimeProvider.System);
        var options = new ExecutionOptions { DataDirectory = Path.GetTempPath() };
        var folders = new LaunchFolders(new RunFolders(options));
        var store = new MemoryStoreThatIsNotUsed();
        await using var leftovers = new Leftovers(engine, TimeProvider.System, NullLogger<Leftovers>.Instance);
        var trial = new LauncherTrial(
            engine,
            store,
            new RunContainers(engine, new InstallationId(store), TimeProvider.System),
            new RunsHere(),
            folders,
            new LaunchedContainers(engine, new LauncherBinary(options), new FunctionLimits(engine, options), options),
            leftovers,
            options,
            TimeProvider.System);
        var obstacle = await trial.FindObstacleAsync(CancellationToken.None);
        Assert.False(obstacle!.MayPass);
        Assert.Contains("tcp://127.0.0.1:1 is not reached through a Unix socket", obstacle.Why, StringComparison.Ordinal);
    }

    private static async Task AssertEnginePathAsync(RealExecution bench, string why)
    {
        var choice = await bench.Get<RunPaths>().ChooseAsync(CancellationToken.None);
        Assert.Equal(Functron.Execution.Run.RunPath.Engine, choice.Path);
        Assert.Contains(why, choice.Why, StringComparison.Ordinal);
        var result = await bench.RunAsync("FROM busybox\nCMD echo out; exit 3");
        Assert.Equal((3, "out\n", null), (result.ExitCode, await bench.TextAsync(result.Stdout), result.CpuMilliseconds));
    }

    private sealed class MemoryStoreThatIsNotUsed : IPayloadStore
    {
        public PayloadWriter Create(string key) => throw new NotSupportedException();

        public Task<bool> TryCreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<Stream?> OpenReadAsync(string key, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> ExistsAsync(string key, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task DeleteAsync(string key, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
