using Docker.DotNet.Models;
using Functron.Execution.Engine;
using Functron.Execution.Results;
using Functron.Execution.Run;
using Functron.Execution.Run.Stopping;
using Functron.Tests.Execution.Engine;
using Microsoft.Extensions.Logging.Abstractions;

namespace Functron.Tests.Execution.Run;

/// <summary>A kill that does not work is followed by harder means, and what resists those, too, is answered for all the same.</summary>
public sealed class FunctionKillerTests : EngineTest
{
    private const string Endless = "FROM busybox\nCMD echo early; touch /printed; sleep 100";

    [Theory(Timeout = 120_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task All_processes_are_ended_where_the_first_one_does_not_end(bool hangs)
    {
        // It needs root: as another user they are frozen, which the next test has.
        Assert.True(Environment.IsPrivilegedProcess);
        var bench = Start(s => s.Engine = e => new FaultyEngine(e) { KillsMiss = !hangs, KillsHang = hangs });
        var result = await bench.RunAsync(Endless, timeout: 1);
        Assert.Equal((Ending.TimedOut, 137, "early\n"), (result.Ending, result.ExitCode, await bench.TextAsync(result.Stdout)));
        Assert.Equal(0, ((FaultyEngine)bench.Engine).Freezes);
    }

    [Fact(Timeout = 120_000)]
    public async Task They_are_frozen_before_the_next_kill_where_this_process_cannot_end_them()
    {
        var bench = Start();
        using var client = EngineListing.NewClient();
        var id = (await client.Containers.CreateContainerAsync(new CreateContainerParameters { Image = "busybox", Cmd = ["sleep", "100"] }))
            .ID;
        try
        {
            await client.Containers.StartContainerAsync(id, new ContainerStartParameters());
            var engine = new FaultyEngine(bench.Engine) { KillsMissUntilFrozen = true };
            var killer = new FunctionKiller(
                engine, new ConnectedRuns(), bench.Get<RunContainers>(), TimeProvider.System, NullLogger<FunctionKiller>.Instance)
            {
                EndsProcesses = (_, _) => false,
            };
            await killer.KillAsync(await bench.AcceptAsync("FROM busybox"), id);
            Assert.Equal(1, engine.Freezes);
            Assert.Equal((ContainerPhase.Exited, 137), (
                await bench.Engine.InspectAsync(id, CancellationToken.None) is { } ended ? (ended.Phase, ended.ExitCode) : default));
        }
        finally
        {
            await client.Containers.RemoveContainerAsync(id, new ContainerRemoveParameters { Force = true });
        }
    }

    [Theory(Timeout = 120_000)]
    [InlineData(RunPathOption.Engine)]
    [InlineData(RunPathOption.Launcher)]
    public async Task What_resists_every_kill_is_a_timeout_with_the_output_until_then(RunPathOption path)
    {
        // Another process than the engine's: nothing is ended by its number. The launcher, frozen, does not answer.
        var bench = Start(s =>
        {
            s.Options.RunPath = path;
            s.Engine = e =>
                new FaultyEngine(e) { KillsMiss = true, Inspected = c => c.Pid == 0 ? c : c with { Pid = Environment.ProcessId } };
        });
        var order = await bench.AcceptAsync(Endless, timeout: 2);
        var running = bench.RunAsync(order);
        var container = await bench.UntilAsync(order, ContainerPhase.Running);
        while (!await HasPrintedAsync())
            await Task.Delay(10);
        await bench.Engine.FreezeAsync(container.Id, CancellationToken.None);

        var result = await running;
        Assert.Equal((Ending.TimedOut, 137, "early\n"), (result.Ending, result.ExitCode, await bench.TextAsync(result.Stdout)));

        // The launcher is frozen with its function; what has not come out of it by then is lost.
        async Task<bool> HasPrintedAsync() => path == RunPathOption.Launcher
            ? new FileInfo(Path.Combine(bench.DataDirectory, "runs", order.RunId, "stdout")) is { Exists: true, Length: > 0 }
            : await bench.Engine.StatAsync(container.Id, "/printed", CancellationToken.None) is not null;
    }

    [Theory]
    [InlineData("an-id-that-no-group-has")]
    public void No_other_process_is_ended_by_its_number(string container) =>
        Assert.False(ContainerProcesses.TryKill(container, Environment.ProcessId));

    [Fact]
    public void A_process_that_is_gone_is_no_error() => Assert.False(ContainerProcesses.TryKill("id", int.MaxValue));
}
