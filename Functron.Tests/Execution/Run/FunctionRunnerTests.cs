using System.Text;
using Docker.DotNet.Models;
using Functron.Execution;
using Functron.Execution.Engine;
using Functron.Execution.Results;
using Functron.Execution.Run;
using Functron.Execution.Run.Stopping;
using Functron.Tests.Execution.Engine;

namespace Functron.Tests.Execution.Run;

public abstract class FunctionRunnerTests(RunPathOption path) : EngineTest(path)
{
    [Fact(Timeout = 120_000)]
    public async Task A_function_prints_to_both_streams_and_exits()
    {
        var bench = Start();
        var result = await bench.RunAsync("FROM busybox\nCMD echo out; echo error >&2; printf end; exit 3");

        Assert.Equal(Ending.Exited, result.Ending);
        Assert.Equal(3, result.ExitCode);
        Assert.Equal("out\nend", await bench.TextAsync(result.Stdout));
        Assert.Equal("error\n", await bench.TextAsync(result.Stderr));
        Assert.False(result.OutputTruncated);
        Assert.Equal(1, result.Attempt);
        Assert.NotNull(result.ImageId);
        Assert.True(
            result.Timings is { Queue: >= 0, Build: > 0, Create: > 0, Start: > 0, Run: >= 0, Cleanup: null, Total: > 0 },
            result.Timings.ToString());
    }

    [Fact(Timeout = 120_000)]
    public async Task The_users_tar_is_extracted_at_data()
    {
        var bench = Start();
        var order = await bench.AcceptAsync("FROM busybox\nCMD [\"cat\", \"/data/a/b.txt\"]", files: [("a/b.txt", "hello")]);
        Assert.Equal("hello", await bench.TextAsync((await bench.RunAsync(order)).Stdout));
    }

    [Fact(Timeout = 120_000)]
    public async Task Without_a_tar_there_is_an_empty_data_directory()
    {
        var bench = Start();
        var result = await bench.RunAsync("FROM busybox\nCMD cd /data && ls -A && pwd");
        Assert.Equal("/data\n", await bench.TextAsync(result.Stdout));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_megabyte_of_input_comes_back_as_it_was()
    {
        var bench = Start();
        var bytes = new byte[1024 * 1024 + 1];
        new Random(1).NextBytes(bytes);
        var result = await bench.RunAsync(await bench.AcceptAsync("FROM busybox\nCMD [\"cat\"]", stdinBytes: bytes));
        Assert.Equal(bytes, await bench.BytesAsync(result.Stdout));
        Assert.NotNull(result.Stdout.Key);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_function_need_not_read_its_input()
    {
        var bench = Start();
        var result = await bench.RunAsync(
            await bench.AcceptAsync("FROM busybox\nCMD [\"echo\", \"done\"]", stdinBytes: new byte[4 * 1024 * 1024]));
        Assert.Equal(0, result.ExitCode);
        Assert.Equal("done\n", await bench.TextAsync(result.Stdout));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_function_may_stop_reading_its_input()
    {
        var bench = Start();
        var stdin = "first\n" + new string('x', 2_000_000);
        var result = await bench.RunAsync(await bench.AcceptAsync("FROM busybox\nCMD read line; exec <&-; sleep 0.3; echo $line", stdin));
        Assert.Equal("first\n", await bench.TextAsync(result.Stdout));
    }

    [Fact(Timeout = 120_000)]
    public async Task Without_input_the_function_reads_an_end_of_file()
    {
        var bench = Start();
        Assert.Equal("end\n", await bench.TextAsync((await bench.RunAsync("FROM busybox\nCMD cat; echo end")).Stdout));
    }

    [Fact(Timeout = 120_000)]
    public async Task Output_after_the_function_closed_one_stream_is_kept()
    {
        var bench = Start();
        var result = await bench.RunAsync("FROM busybox\nCMD echo a; exec >&-; sleep 0.3; echo b >&2; exit 4");
        Assert.Equal((4, "a\n", "b\n"), (result.ExitCode, await bench.TextAsync(result.Stdout), await bench.TextAsync(result.Stderr)));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_flood_is_cut_at_the_cap_and_drained()
    {
        var bench = Start(s => s.Options.MaxOutputBytes = 100_000);
        var result = await bench.RunAsync("FROM busybox\nCMD dd if=/dev/zero bs=1M count=50 2>/dev/null; echo small >&2");
        Assert.True(result.OutputTruncated);
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(100_000, result.Stdout.Length);
        Assert.Equal("small\n", await bench.TextAsync(result.Stderr));
    }

    [Fact(Timeout = 120_000)]
    public async Task Output_of_exactly_the_cap_is_not_called_truncated()
    {
        var bench = Start(s => s.Options.MaxOutputBytes = 20_000);
        var result = await bench.RunAsync("FROM busybox\nCMD head -c 20000 /dev/zero");
        Assert.False(result.OutputTruncated);
        Assert.Equal(20_000, result.Stdout.Length);
    }

    [Theory(Timeout = 120_000)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(137)]
    [InlineData(255)]
    public async Task The_exit_code_is_the_functions_own(int code)
    {
        var bench = Start();
        var result = await bench.RunAsync($"FROM busybox\nCMD exit {code}");
        Assert.Equal((Ending.Exited, code), (result.Ending, result.ExitCode));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_function_that_wants_too_much_memory_is_said_to()
    {
        var bench = Start(s => s.Options.MemoryBytes = 16 * 1024 * 1024);
        var result = await bench.RunAsync("FROM busybox\nCMD [\"dd\", \"if=/dev/zero\", \"of=/dev/null\", \"bs=200M\", \"count=1\"]");
        Assert.Equal((true, 137, Ending.Exited), (result.OutOfMemory, result.ExitCode, result.Ending));
    }

    /// <summary>A busy engine takes long for each look.</summary>
    [Theory(Timeout = 120_000)]
    [InlineData(0)]
    [InlineData(800)]
    public async Task A_want_of_memory_that_the_engine_tells_after_the_end_is_told(int milliseconds)
    {
        var looks = 0;
        var bench = Start(s =>
        {
            s.Options.MemoryBytes = 16 * 1024 * 1024;
            s.Engine = e => new FaultyEngine(e)
            {
                Inspected = c =>
                {
                    if (c.Phase != ContainerPhase.Exited || looks++ >= 3)
                        return c;
                    Thread.Sleep(milliseconds);
                    return c with { OutOfMemory = false };
                },
            };
        });
        var result = await bench.RunAsync("FROM busybox\nCMD [\"dd\", \"if=/dev/zero\", \"of=/dev/null\", \"bs=200M\", \"count=1\"]");
        Assert.Equal((true, 137, Ending.Exited), (result.OutOfMemory, result.ExitCode, result.Ending));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_kill_that_was_not_for_want_of_memory_is_not_said_to_be()
    {
        var bench = Start(s => s.Options.MemoryBytes = 16 * 1024 * 1024);
        var result = await bench.RunAsync("FROM busybox\nCMD sh -c 'kill -9 $$'; exit $?");
        Assert.Equal((false, 137, Ending.Exited), (result.OutOfMemory, result.ExitCode, result.Ending));
    }

    [Fact(Timeout = 120_000)]
    public async Task Limits_reach_the_container()
    {
        var bench = Start(s =>
        {
            s.Options.PidsLimit = 50;
            s.Options.NetworkMode = "none";
            s.Options.Cpus = 0.5;
        });
        var result = await bench.RunAsync("FROM busybox\nCMD grep NoNewPrivs /proc/self/status; ls /sys/class/net");
        var lines = Encoding.UTF8.GetString(await bench.BytesAsync(result.Stdout)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["NoNewPrivs:\t1", "lo"], lines.Where(
            l => !l.StartsWith("tunl", StringComparison.Ordinal) && !l.StartsWith("sit", StringComparison.Ordinal)));
    }

    [Fact(Timeout = 120_000)]
    public async Task Limits_are_what_the_engine_says_of_the_container()
    {
        var bench = Start(s =>
        {
            s.Options.MemoryBytes = 32 * 1024 * 1024;
            s.Options.Cpus = 0.25;
            s.Options.PidsLimit = 77;
            s.Options.NetworkMode = "none";
        });
        var host = await HostConfigAsync(bench);
        Assert.Equal((32 * 1024 * 1024, 32 * 1024 * 1024), (host.Memory, host.MemorySwap));
        Assert.Equal((250_000_000, 77, "none"), (host.NanoCPUs, host.PidsLimit, host.NetworkMode));
        Assert.Contains("no-new-privileges", host.SecurityOpt);
    }

    [Fact(Timeout = 120_000)]
    public async Task What_no_option_says_has_limits_that_spare_the_machine()
    {
        var bench = Start(s => s.Options.NetworkMode = new ExecutionOptions().NetworkMode);
        var half = await bench.Engine.MemoryAsync(CancellationToken.None) / 2;
        Assert.InRange(half, 64L * 1024 * 1024, 1L << 45);
        var host = await HostConfigAsync(bench);
        Assert.Equal((half, half, 0, 1024, "bridge"), (host.Memory, host.MemorySwap, host.NanoCPUs, host.PidsLimit, host.NetworkMode));
        Assert.Equal((500, "MKNOD NET_RAW"), (
            host.OomScoreAdj, string.Join(' ', host.CapDrop.Select(c => c.Replace("CAP_", "", StringComparison.Ordinal)).Order())));
        Assert.Contains("no-new-privileges", host.SecurityOpt);
        Assert.Equal((false, false), (host.Privileged, host.AutoRemove));
    }

    [Fact(Timeout = 120_000)]
    public async Task Each_of_them_can_be_lifted()
    {
        var bench = Start(s =>
        {
            s.Options.MemoryBytes = 0;
            s.Options.OomScoreAdj = 0;
            s.Options.DropCapabilities = "";
            s.Options.PidsLimit = 0;
            s.Options.NoNewPrivileges = false;
        });
        var host = await HostConfigAsync(bench);
        Assert.Equal((0, 0, null), (host.Memory, host.OomScoreAdj, host.PidsLimit is 0 or -1 ? null : host.PidsLimit));
        Assert.Empty(host.CapDrop ?? []);
        Assert.DoesNotContain("no-new-privileges", host.SecurityOpt);
    }

    [Theory(Timeout = 120_000)]
    [InlineData("NET_RAW,MKNOD", 0)]
    [InlineData("", (1 << 13) | (1 << 27))]
    [InlineData("MKNOD", 1 << 13)]
    public async Task A_function_that_is_root_has_the_capabilities_that_are_left_to_it(string dropped, long expected)
    {
        // Of CAP_NET_RAW (13) and CAP_MKNOD (27); linux/capability.h.
        var bench = Start(s => s.Options.DropCapabilities = dropped);
        var result = await bench.RunAsync("FROM busybox\nCMD grep CapEff /proc/self/status | cut -f 2; cat /proc/self/oom_score_adj");
        var lines = (await bench.TextAsync(result.Stdout)).Split('\n');
        Assert.Equal((expected, "500"), (Convert.ToInt64(lines[0], 16) & ((1 << 13) | (1 << 27)), lines[1]));
    }

    private static async Task<HostConfig> HostConfigAsync(RealExecution bench)
    {
        var order = await bench.AcceptAsync("FROM busybox\nCMD [\"sleep\", \"100\"]");
        var running = bench.RunAsync(order);
        await bench.UntilAsync(order, ContainerPhase.Running);
        using var client = EngineListing.NewClient();
        var host = (await client.Containers.InspectContainerAsync(order.ResourceName())).HostConfig;
        await bench.Get<RunStopper>().CancelAsync(order, CancellationToken.None);
        await running;
        return host;
    }
}

public sealed class FunctionRunnerOnTheEnginePathTests() : FunctionRunnerTests(RunPathOption.Engine);

public sealed class FunctionRunnerOnTheLauncherPathTests() : FunctionRunnerTests(RunPathOption.Launcher);
