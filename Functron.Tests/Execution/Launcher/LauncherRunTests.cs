using System.Formats.Tar;
using Functron.Execution.Results;
using Functron.Execution.Run;
using Functron.Tests.Execution.Engine;

namespace Functron.Tests.Execution.Launcher;

/// <summary>What an image, a tar and a function may be, with the launcher as the container's first process.</summary>
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
        var result = await bench.RunAsync(await bench.AcceptAsync(
            "FROM busybox\nCMD [\"/data/program\"]", tar: Tar(e => e.WriteEntry(File("program", foreign, (UnixFileMode)0x1ED)))));
        Assert.Equal((Ending.StartRefused, 126), (result.Ending, result.ExitCode));
        Assert.Contains("no program for this machine", await bench.TextAsync(result.Stderr), StringComparison.Ordinal);
    }

    [Theory(Timeout = 120_000)]
    [InlineData("exec >&- 2>&-; sleep 0.5; exit 4", "", "", 4)]
    [InlineData("exec <&- >&-; sleep 0.3; echo late >&2", "", "late\n", 0)]
    [InlineData("echo a; (setsid sh -c 'sleep 0.2; echo orphan; sleep 100' &) ; sleep 0.6; exit 3", "a\norphan\n", "", 3)]
    [InlineData("setsid sleep 100 & setsid setsid sleep 100 & echo left", "left\n", "", 0)]
    [InlineData("kill -9 $PPID; kill -9 1; echo still", "still\n", "", 0)]
    [InlineData("kill -STOP 1; kill -HUP 1; sleep 9; echo never", "", "", 129)]
    [InlineData("trap 'echo usr; exit 6' USR1; kill -USR1 1; sleep 5 & wait; echo never", "usr\n", "", 6)]
    [InlineData("kill -9 -1 2>/dev/null; echo still", "still\n", "", 0)]
    [InlineData("kill -TERM 0", "", "", 143)]
    public async Task A_function_may_treat_its_processes_as_it_likes(string command, string stdout, string stderr, int exitCode)
    {
        var bench = Start();
        var result = await bench.RunAsync($"FROM busybox\nCMD {command}", timeout: 20);
        Assert.Equal(
            (stdout, stderr, exitCode, Ending.Exited),
            (await bench.TextAsync(result.Stdout), await bench.TextAsync(result.Stderr), result.ExitCode!.Value, result.Ending));
    }

    [Theory(Timeout = 120_000)]
    [InlineData("for f in /proc/1/fd/*; do readlink $f && exit 0; done; exit 1")]
    [InlineData("for f in /proc/1/fd/*; do cat $f && exit 0; done; exit 1")]
    [InlineData("for f in /proc/1/fd/*; do (echo x >> $f) && exit 0; done; exit 1")]
    [InlineData("cat /proc/1/mem")]
    [InlineData("cat /proc/1/environ")]
    [InlineData("echo x > /dev/.functron/launcher")]
    [InlineData("touch /dev/.functron/other")]
    [InlineData("mount -o remount,rw /dev/.functron")]
    public async Task What_the_launcher_holds_is_out_of_the_functions_reach_even_as_root(string command)
    {
        var bench = Start();
        var result = await bench.RunAsync($"FROM busybox\nCMD [ $(id -u) = 0 ] && ({command}) >/dev/null 2>&1; echo $?");
        Assert.NotEqual("0\n", await bench.TextAsync(result.Stdout));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_tar_that_replaces_the_null_device_gets_no_descriptor_of_the_host()
    {
        var bench = Start();
        var tar = Tar(t =>
        {
            for (var fd = 3; fd < 12; fd++)
                t.WriteEntry(new UstarTarEntry(TarEntryType.SymbolicLink, "d/null") { LinkName = $"/proc/self/fd/{fd}" });
        });
        var order = await bench.AcceptAsync(
            "FROM busybox\nRUN mkdir /data && ln -s /dev /data/d\n"
            + "CMD readlink /dev/null; readlink /proc/$$/fd/0; stat -L -c %t:%T /proc/$$/fd/0; echo forged 0<>/proc/self/fd/0 >&0",
            tar: tar);
        var result = await bench.RunAsync(order);

        // The link is in its place; what the function has is the device all the same.
        Assert.Equal("/proc/self/fd/11\n/dev/null (deleted)\n1:3\n", (await bench.TextAsync(result.Stdout)).Replace(
            "/dev/null\n", "/dev/null (deleted)\n", StringComparison.Ordinal));
        Assert.Equal(Ending.Exited, result.Ending);
    }

    [Fact(Timeout = 120_000)]
    public async Task The_launchers_limits_are_not_the_functions_to_change()
    {
        var bench = Start();
        var result = await bench.RunAsync(
            "FROM python:3\nCMD [\"python3\", \"-c\", \"import resource; resource.prlimit(1, resource.RLIMIT_FSIZE, (0, 0))\"]");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("PermissionError", await bench.TextAsync(result.Stderr), StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task Accounts_with_zero_bytes_cannot_say_anything_to_the_launcher()
    {
        var bench = Start();
        var result = await bench.RunAsync(
            "FROM busybox\nRUN mkdir -p /etc && printf 'root:x:0:0::/root\\0000\\0009\\000x:/bin/sh\\n' > /etc/passwd\nCMD [\"true\"]");
        Assert.Equal((Ending.StartRefused, 126), (result.Ending, result.ExitCode));
        Assert.Contains("zero byte", await bench.TextAsync(result.Stderr), StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_function_has_three_descriptors_and_none_of_them_is_a_file_of_the_host()
    {
        var bench = Start();
        var order = await bench.AcceptAsync(
            "FROM busybox\nCMD ls /proc/self/fd; for n in 0 1 2; do readlink /proc/$$/fd/$n | sed 's/:.*//'; done; ls /dev/.functron",
            stdin: "x");
        var result = await bench.RunAsync(order);

        // 3 is what ls itself opens.
        Assert.Equal("0\n1\n2\n3\npipe\npipe\npipe\nlauncher\n", await bench.TextAsync(result.Stdout));
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

    [Fact(Timeout = 120_000)]
    public async Task A_hundred_thousand_files_are_unpacked()
    {
        var bench = Start();
        var tar = Tar(t =>
        {
            for (var i = 0; i < 100_000; i++)
                t.WriteEntry(File($"d{i / 1000}/f{i}", [], (UnixFileMode)0x1A4));
        });
        var result = await bench.RunAsync(await bench.AcceptAsync("FROM busybox\nCMD find /data -type f | wc -l", tar: tar));
        Assert.Equal("100000\n", await bench.TextAsync(result.Stdout));
    }

    [Theory(Timeout = 120_000)]
    [InlineData(TarEntryFormat.V7)]
    [InlineData(TarEntryFormat.Ustar)]
    [InlineData(TarEntryFormat.Pax)]
    [InlineData(TarEntryFormat.Gnu)]
    public async Task A_tar_is_unpacked_with_owners_modes_links_and_times(TarEntryFormat format)
    {
        var at = DateTimeOffset.FromUnixTimeSeconds(1_000_000_000);
        var longName = format == TarEntryFormat.V7 ? "folder/name" : $"folder/{new string('a', 90)}/{new string('b', 90)}";
        var file = format == TarEntryFormat.V7 ? TarEntryType.V7RegularFile : TarEntryType.RegularFile;
        var tar = Tar(
            t =>
            {
                t.WriteEntry(Entry(format, TarEntryType.Directory, "folder/", (UnixFileMode)0x1C0, at, 1000));
                t.WriteEntry(Entry(format, file, longName, (UnixFileMode)0x9ED, at, 1001, "long"));
                t.WriteEntry(Entry(format, file, "target", (UnixFileMode)0x1A0, at, 1001, "content"));
                t.WriteEntry(Entry(format, TarEntryType.SymbolicLink, "link", (UnixFileMode)0x1FF, at, 1002, link: "target"));
                t.WriteEntry(Entry(format, TarEntryType.HardLink, "hard", (UnixFileMode)0x1A0, at, 1001, link: "target"));
            },
            format);
        const string List =
            "cd /data; stat -c '%u:%g %a %Y %h' folder \"$N\" target hard; stat -c '%u %N' link | sed 's/ .*->/ ->/'; cat \"$N\" link hard";
        var dockerfile = $"FROM busybox\nENV N={longName}\nCMD {List}";
        var bench = Start();
        var result = await bench.RunAsync(await bench.AcceptAsync(dockerfile, tar: tar));

        var other = Start(s => s.Options.RunPath = RunPathOption.Engine);
        var engine = await other.RunAsync(await other.AcceptAsync(dockerfile, tar: tar));
        var text = await bench.TextAsync(result.Stdout);
        Assert.Equal(await other.TextAsync(engine.Stdout), text);
        Assert.Contains("1001:1001 4755 1000000000 1\n1001:1001 640 1000000000 2\n", text, StringComparison.Ordinal);
        Assert.EndsWith("longcontentcontent", text, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_launcher_that_dies_is_the_platforms_failure_in_words()
    {
        var bench = Start();
        var order = await bench.AcceptAsync("FROM busybox\nCMD [\"sleep\", \"100\"]");
        var image = await bench.BuildAsync(order);
        var running = bench.Runner.RunAsync(order, image, CancellationToken.None);
        var container = await bench.UntilStartedAsync(order);
        await bench.Engine.KillAsync(container.Id, CancellationToken.None);

        var failure = await Assert.ThrowsAsync<Functron.Execution.Run.ByLauncher.LauncherException>(() => running);
        Assert.Contains("ended without a word", failure.Message, StringComparison.Ordinal);
        Assert.Null(await bench.Results.ReadAsync(order, CancellationToken.None));

        // It may have done anything: it is not run again.
        await Assert.ThrowsAsync<Functron.Execution.Run.ByLauncher.LauncherException>(
            () => bench.Runner.RunAsync(order, image, CancellationToken.None));
    }

    [Theory(Timeout = 120_000)]
    [InlineData("sleep 100", "SIGTERM")]
    [InlineData("trap 'exit 0' TERM; sleep 100 & wait", "SIGTERM")]
    [InlineData("trap 'echo told; exit 3' TERM; sleep 100 & wait", "15")]
    [InlineData("sleep 100", "SIGINT")]
    [InlineData("sleep 100", "SIGUSR1")]
    public async Task A_function_that_somebody_outside_stopped_did_not_fail(string command, string signal)
    {
        var bench = Start();
        var order = await bench.AcceptAsync($"FROM busybox\nSTOPSIGNAL SIGUSR2\nCMD {command}");
        var image = await bench.BuildAsync(order);
        var running = bench.Runner.RunAsync(order, image, CancellationToken.None);
        var container = await bench.UntilStartedAsync(order);
        using var client = EngineListing.NewClient();
        while (!running.IsCompleted)
        {
            // Again: a shell that has not come to its trap yet dies of the first one all the same.
            await client.Containers.KillContainerAsync(container.Id, new() { Signal = signal });
            await Task.WhenAny(running, Task.Delay(1000));
        }

        var failure = await Assert.ThrowsAsync<Functron.Execution.Run.ByLauncher.LauncherException>(() => running);
        Assert.Contains("stopped from outside", failure.Message, StringComparison.Ordinal);
        Assert.Null(await bench.Results.ReadAsync(order, CancellationToken.None));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_signal_from_outside_that_the_function_takes_is_no_stop()
    {
        var bench = Start();
        var order = await bench.AcceptAsync("FROM busybox\nCMD trap 'echo got; exit 4' USR1; touch /ready; while :; do sleep 0.1; done");
        var running = bench.RunAsync(order);
        var container = await bench.UntilStartedAsync(order);
        while (await bench.Engine.StatAsync(container.Id, "/ready", CancellationToken.None) is null)
            await Task.Delay(20);
        using var client = EngineListing.NewClient();
        await client.Containers.KillContainerAsync(container.Id, new() { Signal = "SIGUSR1" });
        var result = await running;
        Assert.Equal(("got\n", 4, Ending.Exited), (await bench.TextAsync(result.Stdout), result.ExitCode, result.Ending));
    }

    [Fact(Timeout = 120_000)]
    public async Task Killing_needs_no_engine()
    {
        var bench = Start(s => s.Engine = e => new FaultyEngine(e) { KillsMiss = true });
        var result = await bench.RunAsync("FROM busybox\nCMD sleep 100", timeout: 1);
        Assert.Equal((Ending.TimedOut, 137, "SIGKILL"), (result.Ending, result.ExitCode, result.Signal));
    }

    private static byte[] Tar(Action<TarWriter> fill, TarEntryFormat format = TarEntryFormat.Ustar)
    {
        var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, format, leaveOpen: true))
            fill(writer);
        return tar.ToArray();
    }

    private static UstarTarEntry File(string name, byte[] content, UnixFileMode mode) =>
        new(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content), Mode = mode };

    private static TarEntry Entry(
        TarEntryFormat format,
        TarEntryType type,
        string name,
        UnixFileMode mode,
        DateTimeOffset at,
        int owner,
        string? content = null,
        string? link = null)
    {
        TarEntry entry = format switch
        {
            TarEntryFormat.V7 => new V7TarEntry(type, name),
            TarEntryFormat.Ustar => new UstarTarEntry(type, name),
            TarEntryFormat.Pax => new PaxTarEntry(type, name),
            _ => new GnuTarEntry(type, name),
        };
        (entry.Mode, entry.ModificationTime, entry.Uid, entry.Gid) = (mode, at, owner, owner);
        if (content is not null)
            entry.DataStream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(content));
        if (link is not null)
            entry.LinkName = link;
        return entry;
    }
}
