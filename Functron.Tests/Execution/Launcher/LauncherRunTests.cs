using Functron.Execution.Results;
using Functron.Execution.Run;
using Functron.Tests.Execution.Engine;

namespace Functron.Tests.Execution.Launcher;

/// <summary>What an image may be, with the launcher as the container's first process.</summary>
public sealed class LauncherRunTests() : EngineTest(RunPathOption.Launcher)
{
    private const string Scratch = "FROM busybox AS tools\nFROM scratch\nCOPY --from=tools /bin/busybox /busybox\n";

    [Fact(Timeout = 120_000)]
    public async Task The_result_says_what_was_used_and_by_whom_it_was_ended()
    {
        var bench = Start();
        var result = await bench.RunAsync("FROM busybox\nCMD i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done; kill -SEGV $$");
        Assert.Equal((Ending.Exited, 139, "SIGSEGV", 1), (result.Ending, result.ExitCode, result.Signal, result.Attempt));
        Assert.InRange(result.CpuMilliseconds!.Value, 5, 20_000);
        Assert.InRange(result.PeakMemoryBytes!.Value, 100_000, 64 * 1024 * 1024);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_function_that_ends_by_itself_has_no_signal()
    {
        var bench = Start();
        Assert.Null((await bench.RunAsync("FROM busybox\nCMD exit 137")).Signal);
    }

    [Fact(Timeout = 120_000)]
    public async Task An_image_without_a_shell_or_any_account_runs()
    {
        var bench = Start();
        var order = await bench.AcceptAsync(
            Scratch + "CMD [\"/busybox\", \"cat\", \"/data/file.txt\", \"-\"]", stdin: "and input", files: [("file.txt", "file ")]);
        var result = await bench.RunAsync(order);
        Assert.Equal(
            ("file and input", "", 0), (await bench.TextAsync(result.Stdout), await bench.TextAsync(result.Stderr), result.ExitCode));
    }

    [Theory(Timeout = 120_000)]
    [InlineData("app", "1000 100 44 100 /home/app")]
    [InlineData("1000", "1000 100 44 100 /home/app")]
    [InlineData("1000:44", "1000 44 44 /home/app")]
    [InlineData("4711:4712", "4711 4712 4712 /")]
    public async Task Another_user_is_taken_with_groups_and_home(string user, string expected)
    {
        // As Docker does it: the same image run both ways.
        var dockerfile = $"""
            FROM busybox
            RUN mkdir -p /etc && echo 'app:x:1000:100::/home/app:/bin/sh' > /etc/passwd \
                && printf 'users:x:100:\nvideo:x:44:app\n' > /etc/group
            USER {user}
            CMD echo $(id -u) $(id -g) $(id -G | tr ' ' '\n' | sort -n) $HOME
            """;
        var bench = Start();
        var other = Start(s => s.Options.RunPath = RunPathOption.Engine);
        var launched = await bench.RunAsync(dockerfile);
        var engine = await other.RunAsync(dockerfile);
        Assert.Equal(expected + "\n", await bench.TextAsync(launched.Stdout));
        Assert.Equal(await other.TextAsync(engine.Stdout), await bench.TextAsync(launched.Stdout));
    }

    [Fact(Timeout = 120_000)]
    public async Task Whom_an_image_runs_as_is_found_out_once()
    {
        FaultyEngine? engine = null;
        var bench = Start(s => s.Engine = e => engine = new FaultyEngine(e));
        await bench.RunAsync("FROM busybox\nCMD [\"true\"]");
        var asked = engine!.FilesRead;
        await bench.RunAsync("FROM busybox\nCMD [\"true\"]");
        Assert.Equal((2, 2), (asked, engine.FilesRead));
    }

    [Theory(Timeout = 120_000)]
    [InlineData(
        "ENV A=\"b c\" HOME=/elsewhere\nCMD echo \"$A $HOME $PATH\"",
        "b c /elsewhere /usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n")]
    [InlineData("ENTRYPOINT [\"echo\", \"entry\"]\nCMD [\"command\"]", "entry command\n")]
    [InlineData("ENTRYPOINT echo shell\nCMD [\"true\"]", "shell\n")]
    [InlineData("WORKDIR app/sub\nRUN printf '#!/bin/sh\\npwd' > run && chmod +x run\nCMD [\"./run\"]", "/app/sub\n")]
    [InlineData("WORKDIR /data/made\nCMD pwd && ls /data", "/data/made\nmade\n")]
    [InlineData("SHELL [\"/bin/sh\", \"-ec\"]\nCMD false; echo never", "")]
    [InlineData("CMD [\"\"]", "")]
    public async Task The_image_decides_environment_entrypoint_and_directory(string dockerfile, string expected)
    {
        var bench = Start();
        var other = Start(s => s.Options.RunPath = RunPathOption.Engine);
        var launched = await bench.RunAsync("FROM busybox\n" + dockerfile);
        var engine = await other.RunAsync("FROM busybox\n" + dockerfile);
        Assert.Equal(expected, await bench.TextAsync(launched.Stdout));
        Assert.Equal((engine.ExitCode, engine.Ending), (launched.ExitCode, launched.Ending));
        Assert.Equal(await other.TextAsync(engine.Stdout), await bench.TextAsync(launched.Stdout));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_program_for_another_machine_is_refused_in_words()
    {
        var bench = Start();
        // The beginning of a program for a machine of the ELF format's number 0x1234.
        byte[] foreign =
            [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0x34, 0x12, 1, 0, 0, 0, .. new byte[64]];
        var tar = WrittenTar.Of(t => t.WriteEntry(WrittenTar.File("program", foreign, (UnixFileMode)0x1ED)));
        var result = await bench.RunAsync(await bench.AcceptAsync("FROM busybox\nCMD [\"/data/program\"]", tar: tar));
        Assert.Equal((Ending.StartRefused, 126), (result.Ending, result.ExitCode));
        Assert.Contains("no program for this machine", await bench.TextAsync(result.Stderr), StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task Past_the_cap_output_is_drained_and_said_to_be_cut()
    {
        var bench = Start(s => s.Options.MaxOutputBytes = 1000);
        var result = await bench.RunAsync("FROM busybox\nCMD dd if=/dev/zero bs=1M count=200 2>/dev/null; echo small >&2; exit 2");
        Assert.Equal((1000, true, 2), (result.Stdout.Length, result.OutputTruncated, result.ExitCode));
        Assert.Equal("small\n", await bench.TextAsync(result.Stderr));
    }

    [Fact(Timeout = 120_000)]
    public async Task Gigabytes_in_data_are_the_containers_and_go_with_it()
    {
        var bench = Start();
        var result = await bench.RunAsync(
            "FROM busybox\nCMD dd if=/dev/zero of=/data/large bs=1M count=2048 2>/dev/null && stat -c %s /data/large", timeout: 90);
        Assert.Equal("2147483648\n", await bench.TextAsync(result.Stdout));
        Assert.InRange(
            new DirectoryInfo(bench.DataDirectory).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length), 0, 1024 * 1024);
    }
}
