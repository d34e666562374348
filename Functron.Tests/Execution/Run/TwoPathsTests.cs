using Functron.Execution.Results;
using Functron.Execution.Run;
using Functron.Tests.Execution.Engine;

namespace Functron.Tests.Execution.Run;

/// <summary>The table "What differs between the two ways" of docs/failures.md, row by row. Everything else is the same on both.</summary>
public sealed class TwoPathsTests() : EngineTest(RunPathOption.Launcher)
{
    [Theory(Timeout = 120_000)]
    [InlineData("'echo no first line\\n'", 126)]
    [InlineData("'#!/no/interpreter\\necho x\\n'", 127)]
    [InlineData("'#!/bin/sh\\r\\necho x\\r\\n'", 127)]
    [InlineData("''", 126)]
    public async Task A_program_that_the_kernel_cannot_run_is_exit_code_1_on_the_engine_path(string script, int launchersExitCode)
    {
        var (launched, engine) = await RunBothAsync($"RUN printf {script} > /s; chmod +x /s\nCMD [\"/s\"]");
        Assert.Equal((Ending.StartRefused, launchersExitCode), (launched.Ending, launched.ExitCode));
        Assert.Equal((Ending.Exited, 1), (engine.Ending, engine.ExitCode));
        Assert.NotEqual(0, engine.Stderr.Length);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_zero_byte_in_the_command_is_exit_code_1_on_the_engine_path()
    {
        var (launched, engine) = await RunBothAsync("CMD [\"echo\", \"x\\u0000y\"]");
        Assert.Equal((Ending.StartRefused, 126), (launched.Ending, launched.ExitCode));
        Assert.Equal((Ending.Exited, 1), (engine.Ending, engine.ExitCode));
    }

    [Fact(Timeout = 120_000)]
    public async Task Process_1_does_not_get_a_signal_that_it_does_not_handle_on_the_engine_path()
    {
        var (launched, engine) = await RunBothAsync("CMD kill -TERM $$; exit 3");
        Assert.Equal((143, "SIGTERM"), (launched.ExitCode, launched.Signal));
        Assert.Equal((3, null), (engine.ExitCode, engine.Signal));
    }

    [Fact(Timeout = 120_000)]
    public async Task What_was_used_only_the_launcher_knows()
    {
        var (launched, engine) = await RunBothAsync("CMD [\"true\"]");
        Assert.True(launched is { CpuMilliseconds: >= 0, PeakMemoryBytes: > 0 });
        Assert.True(engine is { CpuMilliseconds: null, PeakMemoryBytes: null });
    }

    [Fact(Timeout = 120_000)]
    public async Task A_relative_search_path_is_not_searched_on_the_engine_path()
    {
        var (launched, engine) = await RunBothAsync("ENV PATH=bin\nWORKDIR /\nCMD [\"echo\", \"hi\"]");
        Assert.Equal((Ending.Exited, 0), (launched.Ending, launched.ExitCode));
        Assert.Equal((Ending.StartRefused, 126), (engine.Ending, engine.ExitCode));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_data_directory_that_leads_into_dev_is_refused_on_the_engine_path()
    {
        var (launched, engine) = await RunBothAsync("RUN ln -s /dev/shm /data\nCMD [\"ls\", \"/data\"]");
        Assert.Equal((Ending.Exited, 0), (launched.Ending, launched.ExitCode));
        Assert.Equal((Ending.StartRefused, 126), (engine.Ending, engine.ExitCode));
    }

    [Fact(Timeout = 120_000)]
    public async Task Many_short_lines_take_longer_on_the_engine_path()
    {
        // Both print the same; the engine's log takes each line by itself.
        var (launched, engine) = await RunBothAsync("CMD yes | head -n 1000000", timeout: 100);
        Assert.Equal((0, 0), (launched.ExitCode, engine.ExitCode));
        Assert.Equal(launched.Stdout.Length, engine.Stdout.Length);
        Assert.True(
            engine.Timings.Run > launched.Timings.Run,
            $"{engine.Timings.Run} ms on the engine path, {launched.Timings.Run} ms by the launcher");
    }

    [Fact(Timeout = 120_000)]
    public async Task A_stop_by_hand_looks_like_the_functions_own_end_on_the_engine_path()
    {
        var bench = StartOnTheEnginePath();
        var order = await bench.AcceptAsync("FROM busybox\nCMD trap 'exit 143' TERM; touch /ready; while :; do sleep 0.1; done");
        var running = bench.RunAsync(order);
        var container = await bench.UntilAsync(order, Functron.Execution.Engine.ContainerPhase.Running);
        while (await bench.Engine.StatAsync(container.Id, "/ready", CancellationToken.None) is null)
            await Task.Delay(20);
        using var client = EngineListing.NewClient();
        await client.Containers.KillContainerAsync(container.Id, new() { Signal = "SIGTERM" });
        Assert.Equal((Ending.Exited, 143), ((await running).Ending, (await running).ExitCode));
    }

    private async Task<(InvocationResult Launched, InvocationResult Engine)> RunBothAsync(string lastStage, double timeout = 30) =>
        (
            await Start().RunAsync("FROM busybox\n" + lastStage, timeout: timeout),
            await StartOnTheEnginePath().RunAsync("FROM busybox\n" + lastStage, timeout: timeout));

    private RealExecution StartOnTheEnginePath() => Start(s => s.Options.RunPath = RunPathOption.Engine);
}
