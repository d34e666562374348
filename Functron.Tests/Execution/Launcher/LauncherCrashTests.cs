using Functron.Execution.Requests;
using Functron.Execution.Results;
using Functron.Execution.Run;
using Functron.Execution.Run.ByLauncher;
using Functron.Execution.Run.Stopping;
using Functron.Tests.Execution.Engine;
using Functron.Tests.Payloads;

namespace Functron.Tests.Execution.Launcher;

/// <summary>
/// Every point at which Functron can die with a launcher under way. Dying, its sockets close; the next one finds claim and status
/// record. That a function ran once shows in the number that it drew.
/// </summary>
public sealed class LauncherCrashTests() : EngineTest(RunPathOption.Launcher)
{
    private const string Draws = "FROM busybox\nCMD echo begun; cat /proc/sys/kernel/random/uuid; sleep 1; cat; echo ended; exit 7";

    [Theory(Timeout = 120_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Before_the_release_it_starts_over_whether_it_was_claimed_or_not(bool claimed)
    {
        var bench = Start(s => s.Store = store => new FaultyStore(store)
        {
            CrashBefore = claimed ? null : "claim.json",
            CrashAfter = claimed ? "claim.json" : null,
        });
        var order = await bench.AcceptAsync(Draws, stdin: "input\n");
        var image = await bench.BuildAsync(order);
        await Assert.ThrowsAsync<FaultyStore.CrashException>(() => bench.Runner.RunAsync(order, image, CancellationToken.None));
        Assert.Equal(claimed, await bench.Get<LaunchClaims>().ReadAsync(order, CancellationToken.None) is not null);
        Assert.False(Status(bench, order).Released);

        await AssertRightResultAsync(Start(like: bench), order, image);
    }

    [Fact(Timeout = 120_000)]
    public async Task Created_and_never_started_it_starts_over()
    {
        var bench = Start(s => s.Engine = e => new FaultyEngine(e) { CrashBeforeStart = true });
        var order = await bench.AcceptAsync(Draws, stdin: "input\n");
        var image = await bench.BuildAsync(order);
        await Assert.ThrowsAsync<FaultyEngine.CrashException>(() => bench.Runner.RunAsync(order, image, CancellationToken.None));

        await AssertRightResultAsync(Start(like: bench), order, image);
    }

    [Theory(Timeout = 120_000)]
    [InlineData("released")]
    [InlineData("begun")]
    [InlineData("final")]
    public async Task After_the_release_it_is_found_again_and_never_released_twice(string until)
    {
        var bench = Start();
        var order = await bench.AcceptAsync(Draws, stdin: "input\n");
        var image = await bench.BuildAsync(order);
        var running = bench.Runner.RunAsync(order, image, bench.Stopping);
        while (!Status(bench, order).Released)
            await Task.Delay(1);
        while (until != "released" && !(await SpoolAsync(bench, order)).Contains("begun", StringComparison.Ordinal))
            await Task.Delay(5);
        bench.StopHost();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        while (until == "final" && !Status(bench, order).IsFinal)
            await Task.Delay(20);

        await AssertRightResultAsync(Start(like: bench), order, image, await SpoolAsync(bench, order));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_timeout_holds_without_anybody_and_the_container_has_ended()
    {
        var bench = Start();
        var order = await bench.AcceptAsync("FROM busybox\nCMD echo early; sleep 100", timeout: 1);
        var image = await bench.BuildAsync(order);
        var running = bench.Runner.RunAsync(order, image, bench.Stopping);
        while (!Status(bench, order).Released)
            await Task.Delay(1);
        bench.StopHost();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        while (!Status(bench, order).IsFinal)
            await Task.Delay(20);
        var end = Status(bench, order).End!;
        Assert.Equal("deadline", end.Reason);
        Assert.InRange((end.EndedAt - end.StartedAt!.Value).TotalMilliseconds, 3000, 3000 + Busy);
        await bench.UntilAsync(order, Functron.Execution.Engine.ContainerPhase.Exited);

        var next = Start(like: bench);
        Assert.True((await next.Runner.RunAsync(order, image, CancellationToken.None)).TimedOut);
        var result = await next.ResultAsync(order);
        Assert.Equal(("early\n", Ending.TimedOut, 137), (await next.TextAsync(result.Stdout), result.Ending, result.ExitCode));
    }

    [Theory(Timeout = 120_000)]
    [InlineData(nameof(StopReason.Cancel), Ending.Cancelled)]
    [InlineData(nameof(StopReason.Timeout), Ending.TimedOut)]
    public async Task An_intent_that_was_recorded_before_the_crash_is_carried_out(string reason, Ending ending)
    {
        var bench = Start();
        var order = await bench.AcceptAsync("FROM busybox\nCMD echo early; sleep 100");
        var image = await bench.BuildAsync(order);
        var running = bench.Runner.RunAsync(order, image, bench.Stopping);
        while (!(await SpoolAsync(bench, order)).Contains("early", StringComparison.Ordinal))
            await Task.Delay(5);
        bench.StopHost();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);

        var next = Start(like: bench);
        await next.Get<StopIntents>().TryRecordAsync(order, Enum.Parse<StopReason>(reason), CancellationToken.None);
        await next.Runner.RunAsync(order, image, CancellationToken.None);
        var result = await next.ResultAsync(order);
        Assert.Equal(
            (ending, "early\n", 137, "SIGKILL"), (result.Ending, await next.TextAsync(result.Stdout), result.ExitCode, result.Signal));
    }

    [Fact(Timeout = 120_000)]
    public async Task Found_again_its_deadline_is_still_counted_from_its_start()
    {
        var bench = Start();
        var order = await bench.AcceptAsync("FROM busybox\nCMD echo early; sleep 100", timeout: 2);
        var image = await bench.BuildAsync(order);
        var running = bench.Runner.RunAsync(order, image, bench.Stopping);
        await bench.UntilStartedAsync(order);
        bench.StopHost();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);

        var next = Start(like: bench);
        var started = Status(next, order).StartedAt!.Value;
        Assert.True((await next.Runner.RunAsync(order, image, CancellationToken.None)).TimedOut);
        Assert.InRange((DateTimeOffset.UtcNow - started).TotalMilliseconds, 2000, 2000 + Busy);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_run_whose_record_is_gone_is_not_run_again()
    {
        var bench = Start();
        var order = await bench.AcceptAsync(Draws);
        var image = await bench.BuildAsync(order);
        await bench.Get<LaunchClaims>().WriteAsync(order, new LaunchClaim("no-such-container", 1));
        var failure = await Assert.ThrowsAsync<LauncherException>(() => bench.Runner.RunAsync(order, image, CancellationToken.None));
        Assert.Contains("not run again", failure.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task Enforcing_a_deadline_goes_by_the_launchers_record()
    {
        var bench = Start();
        var order = await bench.AcceptAsync("FROM busybox\nCMD echo early; sleep 100", timeout: 30);
        var enforcer = bench.Get<DeadlineEnforcer>();
        Assert.Equal(DeadlineState.NotStarted, (await enforcer.EnforceAsync(order, CancellationToken.None)).State);
        var running = bench.RunAsync(order);
        await bench.UntilStartedAsync(order);

        // Another process has no connection to the launcher.
        var other = Start(like: bench).Get<DeadlineEnforcer>();
        var check = await other.EnforceAsync(order, CancellationToken.None);
        Assert.Equal(DeadlineState.Running, check.State);
        Assert.InRange(check.RemainingSeconds, 20, 30);
        var overdue = order with { Timeout = FunctionTimeout.OfSeconds(0.01) };
        while ((check = await other.EnforceAsync(overdue, CancellationToken.None)).State == DeadlineState.Running)
            await Task.Delay(10);
        Assert.Equal(DeadlineState.Killed, check.State);
        Assert.Equal((Ending.TimedOut, 137), ((await running).Ending, (await bench.ResultAsync(order)).ExitCode));
        Assert.Equal(DeadlineState.Ended, (await enforcer.EnforceAsync(order, CancellationToken.None)).State);
    }

    [Fact(Timeout = 120_000)]
    public async Task What_ended_while_nobody_was_there_is_swept()
    {
        var bench = Start();
        var order = await bench.AcceptAsync("FROM busybox\nCMD sleep 0.5");
        var image = await bench.BuildAsync(order);
        var running = bench.Runner.RunAsync(order, image, bench.Stopping);
        await bench.UntilStartedAsync(order);
        bench.StopHost();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await bench.UntilAsync(order, Functron.Execution.Engine.ContainerPhase.Exited);

        var next = Start(like: bench);
        var outcome = await next.Get<Functron.Execution.Cleanup.Sweeper>().SweepAsync(
            (_, _) => Task.FromResult(true), CancellationToken.None);
        Assert.Equal((1, 0), (outcome.Containers, outcome.Failures.Count));
        Assert.Empty(await next.ContainersAsync(order));
    }

    [Fact(Timeout = 120_000)]
    public async Task Cleaning_up_and_sweeping_take_the_runs_folders()
    {
        var bench = Start();
        var cleaned = await bench.AcceptAsync("FROM busybox\nCMD [\"true\"]");
        var swept = await bench.AcceptAsync("FROM busybox\nCMD [\"true\"]");
        await bench.RunAsync(cleaned);
        await bench.RunAsync(swept);
        Assert.Equal(2, bench.Get<RunFolders>().All().Count);
        var cleanup = await bench.Get<Functron.Execution.Cleanup.ResourceCleaner>().CleanUpAsync(cleaned, CancellationToken.None);
        Assert.Equal("", cleanup.Err);
        Assert.Equal(swept.InstanceId, Assert.Single(bench.Get<RunFolders>().All()).InstanceId());
        await bench.Get<Functron.Execution.Cleanup.Sweeper>().SweepAsync((_, _) => Task.FromResult(false), CancellationToken.None);
        Assert.Single(bench.Get<RunFolders>().All());
        await bench.Get<Functron.Execution.Cleanup.Sweeper>().SweepAsync((_, _) => Task.FromResult(true), CancellationToken.None);
        Assert.Empty(bench.Get<RunFolders>().All());
    }

    private static LaunchStatus Status(RealExecution bench, RunOrder order) =>
        LaunchStatus.Read(bench.Get<LaunchFolders>().Of(order), order.RunId);

    private static async Task<string> SpoolAsync(RealExecution bench, RunOrder order)
    {
        try
        {
            using var reader = new StreamReader(
                new FileStream(bench.Get<LaunchFolders>().Of(order).Stdout, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            return await reader.ReadToEndAsync();
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static async Task AssertRightResultAsync(RealExecution next, RunOrder order, string image, string drawn = "")
    {
        await next.Runner.RunAsync(order, image, CancellationToken.None);
        var result = await next.ResultAsync(order);
        var text = await next.TextAsync(result.Stdout);
        Assert.StartsWith(drawn, text, StringComparison.Ordinal);
        Assert.Matches("^begun\n[0-9a-f-]{36}\ninput\nended\n$", text);
        Assert.Equal((Ending.Exited, 7, 1, false), (result.Ending, result.ExitCode, result.Attempt, result.OutputTruncated));
    }
}
