using System.Text;
using Functron.Execution.Engine;
using Functron.Execution.Results;
using Functron.Execution.Run;
using Functron.Execution.Run.ByEngine;
using Functron.Execution.Run.Stopping;
using Functron.Tests.Execution.Engine;

namespace Functron.Tests.Execution.Run;

/// <summary>Every state in which a crash can leave a run, and what its repetition makes of it.</summary>
public sealed class RepeatedRunTests : EngineTest
{
    /// <summary>Bytes that are not UTF-8, and no newline at the end.</summary>
    private const string Binary = "FROM busybox\nCMD printf '\\377\\376\\000a\\n\\n'; echo error >&2; sleep 1.5; printf '\\200end'; exit 7";

    private static readonly byte[] BinaryOutput = [0xff, 0xfe, 0, (byte)'a', (byte)'\n', (byte)'\n', 0x80, (byte)'e', (byte)'n', (byte)'d'];

    [Fact(Timeout = 120_000)]
    public async Task With_a_result_nothing_happens_again()
    {
        FaultyEngine? engine = null;
        var bench = Start(s => s.Engine = e => engine = new FaultyEngine(e));
        var order = await bench.AcceptAsync("FROM busybox\nCMD [\"cat\", \"/proc/sys/kernel/random/uuid\"]");
        var image = await bench.BuildAsync(order);
        await bench.Runner.RunAsync(order, image, CancellationToken.None);
        var first = await bench.ResultAsync(order);
        var again = await bench.Runner.RunAsync(order, image, CancellationToken.None);

        Assert.Equal(0, again.ExitCode);
        Assert.Equal(await bench.TextAsync(first.Stdout), await bench.TextAsync((await bench.ResultAsync(order)).Stdout));
        Assert.Equal(1, engine!.Starts);
    }

    [Fact(Timeout = 120_000)]
    public async Task Created_but_not_started_it_starts_over()
    {
        var bench = Start(s => s.Engine = e => new FaultyEngine(e) { CrashBeforeStart = true });
        var order = await bench.AcceptAsync("FROM busybox\nCMD [\"cat\"]", stdin: "all of it");
        var image = await bench.BuildAsync(order);
        await Assert.ThrowsAsync<FaultyEngine.CrashException>(() => bench.Runner.RunAsync(order, image, CancellationToken.None));
        var created = Assert.Single(await bench.ContainersAsync(order));

        var next = Start(like: bench);
        await next.Runner.RunAsync(order, image, CancellationToken.None);
        var result = await next.ResultAsync(order);
        Assert.Equal(("all of it", 1), (await next.TextAsync(result.Stdout), result.Attempt));
        Assert.NotEqual(created.Id, Assert.Single(await next.ContainersAsync(order)).Id);
    }

    [Fact(Timeout = 120_000)]
    public async Task Still_running_it_is_attached_to_again_with_all_its_output()
    {
        var bench = Start();
        var order = await bench.AcceptAsync(Binary);
        var container = await RunUntilHostStopsAsync(bench, order);

        FaultyEngine? engine = null;
        var next = Start(s => s.Engine = e => engine = new FaultyEngine(e), like: bench);
        Assert.Equal(ContainerPhase.Running, (await next.Engine.InspectAsync(container.Id, CancellationToken.None))!.Phase);
        await AssertBinaryResultAsync(next, order, container);
        Assert.Equal(0, engine!.Starts);
    }

    [Fact(Timeout = 120_000)]
    public async Task Ended_meanwhile_it_is_collected()
    {
        var bench = Start();
        var order = await bench.AcceptAsync(Binary);
        var container = await RunUntilHostStopsAsync(bench, order);
        await bench.UntilAsync(order, ContainerPhase.Exited);
        await AssertBinaryResultAsync(Start(like: bench), order, container);
    }

    [Theory(Timeout = 120_000)]
    [InlineData("SIGTERM")]
    [InlineData("SIGKILL")]
    public async Task Stopped_by_others_meanwhile_it_is_the_platforms_failure(string signal)
    {
        var bench = Start();
        var order = await bench.AcceptAsync(
            "FROM busybox\nENTRYPOINT [\"sh\", \"-c\", \"trap 'exit 143' TERM; while :; do sleep 0.1; done\"]\nCMD [\"x\"]");
        var container = await RunUntilHostStopsAsync(bench, order);
        using var client = EngineListing.NewClient();
        while ((await bench.Engine.InspectAsync(container.Id, CancellationToken.None))!.Phase == ContainerPhase.Running)
        {
            await client.Containers.KillContainerAsync(container.Id, new() { Signal = signal });
            await Task.Delay(300);
        }

        var next = Start(like: bench);
        var failure = await Assert.ThrowsAsync<ContainerStoppedException>(
            () => next.Runner.RunAsync(order, container.Image, CancellationToken.None));
        Assert.Contains("not run again", failure.Message, StringComparison.Ordinal);
        Assert.Null(await next.Results.ReadAsync(order, CancellationToken.None));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_crash_right_after_the_start_does_not_start_it_twice()
    {
        var bench = Start(s => s.Engine = e => new FaultyEngine(e) { CrashAfterStart = true });
        var order = await bench.AcceptAsync("FROM busybox\nCMD [\"cat\", \"/proc/sys/kernel/random/uuid\"]");
        var image = await bench.BuildAsync(order);
        await Assert.ThrowsAsync<FaultyEngine.CrashException>(() => bench.Runner.RunAsync(order, image, CancellationToken.None));
        var container = Assert.Single(await bench.ContainersAsync(order));

        var next = Start(like: bench);
        await next.Runner.RunAsync(order, image, CancellationToken.None);
        Assert.Equal(37, (await next.ResultAsync(order)).Stdout.Length);
        Assert.Equal(container.Id, Assert.Single(await next.ContainersAsync(order)).Id);
    }

    [Theory(Timeout = 120_000)]
    [InlineData("sleep 1; cat | wc -c")]
    [InlineData("dd bs=1000 count=1 of=/dev/null 2>/dev/null; sleep 1; cat | wc -c")]
    public async Task A_crash_while_input_is_delivered_makes_a_second_attempt_with_all_of_it(string command)
    {
        var bench = Start();
        var order = await bench.AcceptAsync($"FROM busybox\nCMD echo begun; {command}", stdinBytes: new byte[3_000_000]);
        var first = await RunUntilHostStopsAsync(bench, order);

        var next = Start(like: bench);
        await next.Runner.RunAsync(order, first.Image, CancellationToken.None);
        var result = await next.ResultAsync(order);
        Assert.Equal(2, result.Attempt);
        Assert.Equal(Ending.Exited, result.Ending);
        var expected = command.StartsWith("dd", StringComparison.Ordinal) ? "begun\n2999000\n" : "begun\n3000000\n";
        Assert.Equal(expected, await next.TextAsync(result.Stdout));
        Assert.DoesNotContain(await next.ContainersAsync(order), c => c.Id == first.Id);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_crash_while_input_was_delivered_gives_no_result_of_half_of_it()
    {
        var bench = Start();
        var order = await bench.AcceptAsync("FROM busybox\nCMD sleep 0.5; cat | wc -c", stdinBytes: new byte[3_000_000]);
        var first = await RunUntilHostStopsAsync(bench, order);
        await bench.UntilAsync(order, ContainerPhase.Exited);

        var next = Start(like: bench);
        await next.Runner.RunAsync(order, first.Image, CancellationToken.None);
        var result = await next.ResultAsync(order);
        Assert.Equal(("3000000\n", 2), (await next.TextAsync(result.Stdout), result.Attempt));
    }

    [Fact(Timeout = 120_000)]
    public async Task Input_that_was_delivered_in_full_is_not_delivered_again()
    {
        var bench = Start();
        var order = await bench.AcceptAsync("FROM busybox\nCMD cat; sleep 1.5; echo end", stdin: "input\n");
        var image = await bench.BuildAsync(order);
        var running = bench.Runner.RunAsync(order, image, bench.Stopping);
        var container = await bench.UntilAsync(order, ContainerPhase.Running);
        var attempts = bench.Get<RunAttempts>();
        var invocation = await attempts.InvocationOfAsync(order, CancellationToken.None);
        var attempt = await attempts.LoadAsync(order, invocation, image, CancellationToken.None);
        while (!await bench.Get<RunMarks>().IsStdinDeliveredAsync(attempt, CancellationToken.None))
            await Task.Delay(10);
        bench.StopHost();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);

        var next = Start(like: bench);
        await next.Runner.RunAsync(order, image, CancellationToken.None);
        var result = await next.ResultAsync(order);
        Assert.Equal(("input\nend\n", 1), (await next.TextAsync(result.Stdout), result.Attempt));
        Assert.Equal(container.Id, Assert.Single(await next.ContainersAsync(order)).Id);
    }

    [Fact(Timeout = 120_000)]
    public async Task Attached_to_again_its_deadline_is_still_counted_from_its_start()
    {
        var bench = Start();
        var order = await bench.AcceptAsync("FROM busybox\nCMD echo early; sleep 100", timeout: 3);
        var first = await RunUntilHostStopsAsync(bench, order);

        var next = Start(like: bench);
        Assert.True((await next.Runner.RunAsync(order, first.Image, CancellationToken.None)).TimedOut);
        var result = await next.ResultAsync(order);
        Assert.Equal("early\n", await next.TextAsync(result.Stdout));
        Assert.InRange(result.Timings.Run!.Value, 3000, 3000 + Busy);
    }

    [Theory(Timeout = 120_000)]
    [InlineData(nameof(StopReason.Cancel), Ending.Cancelled)]
    [InlineData(nameof(StopReason.Timeout), Ending.TimedOut)]
    public async Task An_intent_that_was_recorded_before_the_crash_is_carried_out(string reason, Ending ending)
    {
        var bench = Start();
        var order = await bench.AcceptAsync("FROM busybox\nCMD [\"sleep\", \"100\"]");
        var first = await RunUntilHostStopsAsync(bench, order);
        var next = Start(like: bench);
        await next.Get<StopIntents>().TryRecordAsync(order, Enum.Parse<StopReason>(reason), CancellationToken.None);
        await next.Runner.RunAsync(order, first.Image, CancellationToken.None);
        Assert.Equal(ending, (await next.ResultAsync(order)).Ending);
    }

    [Fact(Timeout = 120_000)]
    public async Task Collected_output_is_complete_around_the_logs_own_limits()
    {
        var bench = Start();
        // Lines of 16 KiB and around it, which the engine's log keeps in pieces; the last without its newline.
        var order = await bench.AcceptAsync(
            "FROM busybox\nCMD for n in 16383 16384 16385 40000 32768; do head -c $n /dev/zero | tr '\\000' x; echo; echo b; echo; done; "
            + "head -c 16384 /dev/zero | tr '\\000' y; sleep 1");
        var container = await RunUntilHostStopsAsync(bench, order);
        var next = Start(like: bench);
        await next.Runner.RunAsync(order, container.Image, CancellationToken.None);

        var expected = new StringBuilder();
        foreach (var n in new[] { 16383, 16384, 16385, 40000, 32768 })
            expected.Append('x', n).Append("\nb\n\n");
        expected.Append('y', 16384);
        var result = await next.ResultAsync(order);
        Assert.Equal(expected.ToString(), await next.TextAsync(result.Stdout));
        Assert.False(result.OutputTruncated);
    }

    private static async Task<(string Id, string Image)> RunUntilHostStopsAsync(RealExecution bench, RunOrder order)
    {
        var image = await bench.BuildAsync(order);
        var running = bench.Runner.RunAsync(order, image, bench.Stopping);
        var container = await bench.UntilAsync(order, ContainerPhase.Running);
        bench.StopHost();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Null(await bench.Results.ReadAsync(order, CancellationToken.None));
        return (container.Id, image);
    }

    private static async Task AssertBinaryResultAsync(RealExecution bench, RunOrder order, (string Id, string Image) container)
    {
        await bench.Runner.RunAsync(order, container.Image, CancellationToken.None);
        var result = await bench.ResultAsync(order);
        Assert.Equal((Ending.Exited, 7, 1), (result.Ending, result.ExitCode, result.Attempt));
        Assert.Equal(BinaryOutput, await bench.BytesAsync(result.Stdout));
        Assert.Equal("error\n", await bench.TextAsync(result.Stderr));
        Assert.False(result.OutputTruncated);
        Assert.Equal(container.Id, Assert.Single(await bench.ContainersAsync(order)).Id);
    }
}
