using System.Diagnostics;
using Functron.Execution.Engine;
using Functron.Execution.Results;
using Functron.Execution.Run;
using Functron.Execution.Run.Stopping;
using Functron.Tests.Execution.Engine;
using Functron.Tests.Payloads;

namespace Functron.Tests.Execution.Run;

public abstract class StoppedRunTests(RunPathOption path) : EngineTest(path)
{
    private const string Sleep = "FROM busybox\nCMD [\"sleep\", \"100\"]";

    [Fact(Timeout = 120_000)]
    public async Task A_function_is_killed_at_its_timeout_and_its_output_so_far_is_kept()
    {
        var bench = Start();
        var order = await bench.AcceptAsync("FROM busybox\nCMD echo early; sleep 100 & sleep 100; echo late", timeout: 1.5);
        var image = await bench.BuildAsync(order);
        var outcome = await bench.Runner.RunAsync(order, image, CancellationToken.None);
        var result = await bench.ResultAsync(order);

        Assert.True(outcome is { TimedOut: true, Cancelled: false, Busy: false });
        Assert.Equal(Ending.TimedOut, result.Ending);
        Assert.Equal(("early\n", ""), (await bench.TextAsync(result.Stdout), await bench.TextAsync(result.Stderr)));
        Assert.InRange(result.Timings.Run!.Value, 1500, 1500 + Busy);
    }

    [Fact(Timeout = 120_000)]
    public async Task No_process_of_a_killed_function_is_left()
    {
        var bench = Start();
        var mark = "7" + Random.Shared.Next(100_000, 999_999);
        var result = await bench.RunAsync($"FROM busybox\nCMD sleep {mark} & setsid sleep {mark} & sleep {mark}", timeout: 1);
        Assert.Equal(Ending.TimedOut, result.Ending);
        Assert.DoesNotContain(Process.GetProcesses(), p => CommandLine(p).Contains(mark, StringComparison.Ordinal));

        static string CommandLine(Process process)
        {
            try
            {
                return File.ReadAllText($"/proc/{process.Id}/cmdline");
            }
            catch (IOException)
            {
                return "";
            }
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task A_function_that_ignores_its_termination_is_killed_all_the_same()
    {
        var bench = Start();
        var result = await bench.RunAsync("FROM busybox\nCMD trap '' TERM INT; while true; do echo tick; sleep 0.2; done", timeout: 1);
        Assert.Equal(Ending.TimedOut, result.Ending);
        Assert.StartsWith("tick\n", await bench.TextAsync(result.Stdout), StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task Each_of_three_times_as_many_functions_as_slots_is_stopped_at_its_own_timeout()
    {
        var bench = Start(s => s.Options.MaxConcurrentRuns = 2);
        var orders = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => bench.AcceptAsync(Sleep, timeout: 2)));
        var results = await Task.WhenAll(orders.Select(bench.RunAsync));
        Assert.All(results, r =>
        {
            Assert.Equal(Ending.TimedOut, r.Ending);
            Assert.InRange(r.Timings.Run!.Value, 2000, 2000 + Busy);
        });
    }

    [Fact(Timeout = 120_000)]
    public async Task A_run_that_finds_no_slot_in_time_says_that_it_is_busy()
    {
        var bench = Start(s =>
        {
            s.Options.MaxConcurrentRuns = 1;
            s.Options.SlotWaitSeconds = 0.2;
        });
        var first = await bench.AcceptAsync(Sleep, timeout: 3);
        var second = await bench.AcceptAsync(Sleep, timeout: 3);
        var image = await bench.BuildAsync(second);
        var running = bench.RunAsync(first);
        await bench.UntilAsync(first, ContainerPhase.Running);

        Assert.True((await bench.Runner.RunAsync(second, image, CancellationToken.None)).Busy);
        Assert.Empty(await bench.ContainersAsync(second));
        Assert.Null(await bench.Results.ReadAsync(second, CancellationToken.None));
        await running;
    }

    [Fact(Timeout = 120_000)]
    public async Task A_cancelled_function_ends_at_once_with_its_output_so_far()
    {
        var bench = Start();
        var order = await bench.AcceptAsync("FROM busybox\nCMD echo early; sleep 100");
        var running = bench.RunAsync(order);
        await bench.UntilAsync(order, ContainerPhase.Running);
        await bench.Get<RunStopper>().CancelAsync(order, CancellationToken.None);

        var result = await running.WaitAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(Ending.Cancelled, result.Ending);
        await AssertNotRunningAsync(bench, order);
    }

    [Theory(Timeout = 120_000)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_run_that_is_cancelled_in_its_queue_creates_nothing(int attempt)
    {
        var bench = Start(s => s.Options.MaxConcurrentRuns = 1);
        var first = await bench.AcceptAsync(Sleep, timeout: 4);
        var second = await bench.AcceptAsync(Sleep, timeout: 4);
        var image = await bench.BuildAsync(second);
        var running = bench.RunAsync(first);
        await bench.UntilAsync(first, ContainerPhase.Running);
        if (attempt > 1)
            await bench.Get<RunMarks>().BeginAttemptAsync(second, attempt, CancellationToken.None);
        var queued = bench.Runner.RunAsync(second, image, CancellationToken.None);
        Assert.False(queued.IsCompleted);
        await bench.Get<RunStopper>().CancelAsync(second, CancellationToken.None);

        Assert.True((await queued.WaitAsync(TimeSpan.FromSeconds(2))).Cancelled);
        var result = await bench.ResultAsync(second);
        Assert.Equal((Ending.Cancelled, null, attempt), (result.Ending, result.ExitCode, result.Attempt));
        Assert.Empty(await bench.ContainersAsync(second));
        await running;
    }

    [Fact(Timeout = 120_000)]
    public async Task A_cancellation_from_another_process_is_seen_soon()
    {
        var bench = Start();
        var other = Start(like: bench);
        var order = await bench.AcceptAsync(Sleep);
        var running = bench.RunAsync(order);
        await bench.UntilAsync(order, ContainerPhase.Running);

        // Only the record: as if that process had died before its kill.
        await other.Get<StopIntents>().TryRecordAsync(order, StopReason.Cancel, CancellationToken.None);
        Assert.Equal(Ending.Cancelled, (await running.WaitAsync(TimeSpan.FromSeconds(5))).Ending);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_terminated_run_kills_its_function()
    {
        var bench = Start();
        var order = await bench.AcceptAsync(Sleep);
        var image = await bench.BuildAsync(order);
        using var terminated = new CancellationTokenSource();
        var running = bench.Runner.RunAsync(order, image, terminated.Token);
        await bench.UntilAsync(order, ContainerPhase.Running);
        await terminated.CancelAsync();

        Assert.True((await running.WaitAsync(TimeSpan.FromSeconds(5))).Cancelled);
        await AssertNotRunningAsync(bench, order);
    }

    /// <summary>The launcher is last, and the engine takes a moment to see that it is gone.</summary>
    private static async Task AssertNotRunningAsync(RealExecution bench, RunOrder order)
    {
        if (await bench.Engine.InspectAsync(order.ResourceName(), CancellationToken.None) is { } container)
            await bench.Engine.WaitAsync(container.Id, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(2));
    }

    [Fact(Timeout = 120_000)]
    public async Task Where_only_the_hosts_stop_cancels_activities_a_cancelled_one_leaves_its_function_running()
    {
        var bench = Start(s => s.OnlyStopsCancel = true);
        var order = await bench.AcceptAsync(Sleep);
        var image = await bench.BuildAsync(order);
        using var stopped = new CancellationTokenSource();
        var running = bench.Runner.RunAsync(order, image, stopped.Token);
        await bench.UntilAsync(order, ContainerPhase.Running);
        await stopped.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Equal(ContainerPhase.Running, (await bench.Engine.InspectAsync(order.ResourceName(), CancellationToken.None))!.Phase);
        Assert.Null(await bench.Get<StopIntents>().ReadAsync(order, CancellationToken.None));
        await bench.Get<RunStopper>().CancelAsync(order, CancellationToken.None);
        await AssertNotRunningAsync(bench, order);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_store_that_is_away_for_a_moment_ends_neither_the_function_nor_the_waiting_for_its_stop()
    {
        AwayStore? away = null;
        var bench = Start(s => s.Store = store => away = new AwayStore(store));
        var order = await bench.AcceptAsync(Sleep);
        var running = bench.RunAsync(order);
        await bench.UntilAsync(order, ContainerPhase.Running);
        away!.FailReads(2);
        while (away.Failed < 2)
            await Task.Delay(50);
        Assert.False(running.IsCompleted);

        await bench.Get<RunStopper>().CancelAsync(order, CancellationToken.None);
        Assert.Equal(Ending.Cancelled, (await running.WaitAsync(TimeSpan.FromSeconds(20))).Ending);
    }

    [Fact(Timeout = 120_000)]
    public async Task The_first_intent_gives_the_reason()
    {
        var bench = Start();
        var order = await bench.AcceptAsync(Sleep);
        var intents = bench.Get<StopIntents>();
        Assert.Equal(StopReason.Timeout, await intents.TryRecordAsync(order, StopReason.Timeout, CancellationToken.None));
        Assert.Equal(StopReason.Timeout, await intents.TryRecordAsync(order, StopReason.Cancel, CancellationToken.None));
        Assert.Equal(StopReason.Timeout, await intents.ReadAsync(order, CancellationToken.None));
    }
}

public sealed class StoppedRunOnTheEnginePathTests() : StoppedRunTests(RunPathOption.Engine)
{
    [Fact(Timeout = 120_000)]
    public async Task A_kill_that_finds_it_ended_is_no_timeout()
    {
        var bench = Start(s => s.Engine = e => new FaultyEngine(e) { KillsMiss = true });
        var result = await bench.RunAsync("FROM busybox\nCMD sleep 1.5; exit 5", timeout: 1);
        Assert.Equal((Ending.Exited, 5), (result.Ending, result.ExitCode));
    }
}

public sealed class StoppedRunOnTheLauncherPathTests() : StoppedRunTests(RunPathOption.Launcher);
