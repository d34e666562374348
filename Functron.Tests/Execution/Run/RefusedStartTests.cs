using System.Formats.Tar;
using System.Net;
using System.Text;
using Functron.Execution.Engine;
using Functron.Execution.Results;
using Functron.Execution.Run;
using Functron.Tests.Execution.Engine;

namespace Functron.Tests.Execution.Run;

public abstract class RefusedStartTests(RunPathOption path) : EngineTest(path)
{
    [Theory(Timeout = 120_000)]
    [InlineData("CMD [\"/no/such/program\"]", 127)]
    [InlineData("CMD [\"no-such-program\"]", 127)]
    [InlineData("CMD [\"/etc\"]", 126)]
    [InlineData("CMD [\"/data/file.txt\"]", 126)]
    [InlineData("USER nosuch\nCMD [\"true\"]", 126)]
    [InlineData("USER root:nosuch\nCMD [\"true\"]", 126)]
    [InlineData("USER 99999999999\nCMD [\"true\"]", 126)]
    public async Task A_command_that_cannot_be_started_is_the_functions_failure(string command, int exitCode)
    {
        var bench = Start();
        var order = await bench.AcceptAsync("FROM busybox\nRUN mkdir -p /etc\n" + command, files: [("file.txt", "no program")]);
        var result = await bench.RunAsync(order);
        Assert.Equal((Ending.StartRefused, exitCode), (result.Ending, result.ExitCode));
        Assert.NotEqual(0, result.Stderr.Length);
        Assert.Equal(0, result.Stdout.Length);
    }

    [Theory(Timeout = 120_000)]
    [InlineData("ENV A=x\0y", 126)]
    [InlineData("VOLUME /proc", 126)]
    [InlineData("VOLUME /proc/self", 126)]
    [InlineData("VOLUME /", 127)]
    [InlineData("VOLUME /dev", 127)]
    [InlineData("WORKDIR /proc/x", 127)]
    [InlineData("RUN rm -f /etc/passwd; mkdir -p /etc/passwd", 126)]
    [InlineData("RUN mkdir -p /etc; ln -sf passwd /etc/passwd", 126)]
    [InlineData("RUN mkdir -p /etc; ln -sf passwd /etc/passwd\nUSER 1000", 126)]
    [InlineData("RUN mkdir -p /etc; ln -sf group /etc/group", 126)]
    [InlineData("RUN mkdir -p /etc; echo 'app:x:-1:5::/h:/bin/sh' > /etc/passwd\nUSER app", 126)]
    [InlineData("RUN ln -s data /data", 126)]
    [InlineData("RUN ln -s /nowhere /data", 126)]
    [InlineData("RUN touch /data", 126)]
    [InlineData("SHELL [\"/no/shell\", \"-c\"]\nRUN [\"true\"]\nENTRYPOINT x", 127)]
    [InlineData("ENTRYPOINT [\"/bin/busybox/x\"]", 127)]
    public async Task An_image_of_which_no_container_can_be_started_is_its_authors_failure(string lastStage, int exitCode)
    {
        var bench = Start();
        var result = await bench.RunAsync($"FROM busybox\n{lastStage}\nCMD [\"echo\", \"hi\"]");
        Assert.Equal((Ending.StartRefused, exitCode), (result.Ending, result.ExitCode));
        Assert.NotEqual(0, result.Stderr.Length);
        Assert.Equal(0, result.Stdout.Length);
    }

    [Fact(Timeout = 120_000)]
    public async Task An_image_of_which_no_container_can_be_created_is_its_authors_failure()
    {
        // This engine's builder finds such an image out before; others may not.
        var bench = Start(s => s.Engine = e => new FaultyEngine(e)
        {
            CreateContainer = _ => new EngineRefusedException(HttpStatusCode.BadRequest, "invalid stop signal"),
        });
        var result = await bench.RunAsync("FROM busybox\nCMD [\"true\"]");
        Assert.Equal((Ending.StartRefused, 126), (result.Ending, result.ExitCode));
        Assert.Equal("invalid stop signal\n", await bench.TextAsync(result.Stderr));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_container_that_is_refused_with_our_options_alone_is_the_platforms_failure()
    {
        FaultyEngine? engine = null;
        var creations = 0;
        var bench = Start(s => s.Engine = e => engine = new FaultyEngine(e)
        {
            CreateContainer = _ =>
                creations++ == 0 ? new EngineRefusedException(HttpStatusCode.InternalServerError, "no space left on device") : null,
        });
        var order = await bench.AcceptAsync("FROM busybox\nCMD [\"true\"]");
        var image = await bench.BuildAsync(order);
        await Assert.ThrowsAsync<EngineRefusedException>(() => bench.Runner.RunAsync(order, image, CancellationToken.None));
        Assert.Equal((2, 0), (creations, engine!.Starts));
        Assert.Empty(await bench.ContainersAsync(order));
    }

    [Fact(Timeout = 120_000)]
    public async Task An_option_that_the_engine_cannot_fulfil_is_the_platforms_failure()
    {
        var bench = Start(s => s.Options.Cpus = 1000);
        var order = await bench.AcceptAsync("FROM busybox\nCMD [\"true\"]");
        var image = await bench.BuildAsync(order);
        await Assert.ThrowsAsync<EngineRefusedException>(() => bench.Runner.RunAsync(order, image, CancellationToken.None));
        Assert.Empty(await bench.ContainersAsync(order));
    }

    [Theory(Timeout = 120_000)]
    [InlineData("RUN touch /.functron", "hi\n")]
    [InlineData("RUN mkdir /.functron && touch /.functron/mine", "hi\nmine\n")]
    [InlineData("RUN ln -s /proc /.functron", "hi\n")]
    [InlineData("RUN ln -s .functron /.functron", "hi\n")]
    [InlineData("VOLUME /.functron", "hi\n")]
    [InlineData("VOLUME /sys /etc /bin /dev/shm /data /data/sub relative", "hi\n")]
    [InlineData("WORKDIR /dev/x", "hi\n")]
    [InlineData("WORKDIR /gone\nRUN rmdir /gone", "hi\n")]
    [InlineData("STOPSIGNAL SIGKILL\nEXPOSE 80/tcp 81/udp 1-100\nHEALTHCHECK --interval=1s --retries=1 CMD false", "hi\n")]
    [InlineData("LABEL functron.run=1 functron.instance=2 path=launcher", "hi\n")]
    [InlineData("ENTRYPOINT [\"\"]", "hi\n")]
    [InlineData("USER 0:0:0", "hi\n")]
    [InlineData("USER +5", "hi\n")]
    [InlineData("USER :", "hi\n")]
    [InlineData("RUN mkdir -p /etc; printf 'app:x:1000:1000' > /etc/passwd\nUSER app", "hi\n")]
    [InlineData("RUN mkdir -p /etc; echo 'app:x:abc:1000::/:/bin/sh' > /etc/passwd\nUSER app", "hi\n")]
    [InlineData("RUN rm -f /etc/passwd /etc/group\nUSER 1000", "hi\n")]
    [InlineData("RUN mkdir -p /etc; ln -sf /proc/self/environ /etc/passwd", "hi\n")]
    public async Task Whatever_else_an_image_has_it_runs(string lastStage, string expected)
    {
        var bench = Start();
        var result = await bench.RunAsync(
            $"FROM busybox\n{lastStage}\nCMD [\"sh\", \"-c\", \"echo hi; ls /.functron/ 2>/dev/null | grep mine\"]");
        Assert.Equal((expected, Ending.Exited), (await bench.TextAsync(result.Stdout), result.Ending));
    }

    [Theory(Timeout = 120_000)]
    [InlineData("")]
    [InlineData("; mv /etc/group /etc/groups; ln -s groups /etc/group")]
    public async Task A_user_in_more_groups_than_a_process_can_have_is_the_functions_failure(string more)
    {
        var bench = Start();
        var result = await bench.RunAsync(
            $"FROM busybox\nRUN {ManyGroups(66_000)}{more}\nUSER u\nCMD [\"true\"]");
        Assert.Equal((Ending.StartRefused, 126), (result.Ending, result.ExitCode));
        Assert.Matches("its user is in 6600[01] groups, and a process can have 65536", await bench.TextAsync(result.Stderr));
    }

    [Fact(Timeout = 120_000)]
    public async Task Groups_that_the_user_is_not_in_are_not_counted()
    {
        var bench = Start();
        var result = await bench.RunAsync(
            $"FROM busybox\nRUN {ManyGroups(66_000)}; echo 'few:x:1001:1001::/:/bin/sh' >> /etc/passwd\nUSER few\nCMD [\"id\", \"-G\"]");
        Assert.Equal((Ending.Exited, "1001\n"), (result.Ending, await bench.TextAsync(result.Stdout)));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_tar_that_the_engine_cannot_extract_is_the_functions_failure()
    {
        var bench = Start();
        var order = await bench.AcceptAsync("FROM busybox\nCMD [\"true\"]", tar: [.. Enumerable.Repeat((byte)'x', 4096)]);
        var result = await bench.RunAsync(order);
        Assert.Equal(Ending.StartRefused, result.Ending);
        Assert.NotEqual(0, result.Stderr.Length);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_network_that_does_not_exist_is_the_platforms_failure()
    {
        var bench = Start(s => s.Options.NetworkMode = "no-such-network");
        var order = await bench.AcceptAsync("FROM busybox\nCMD [\"true\"]");
        var image = await bench.BuildAsync(order);
        await Assert.ThrowsAsync<EngineRefusedException>(() => bench.Runner.RunAsync(order, image, CancellationToken.None));
        Assert.Null(await bench.Results.ReadAsync(order, CancellationToken.None));
    }

    private static string ManyGroups(int count) =>
        $"awk 'BEGIN {{ for (i = 0; i < {count}; i++) print \"g\" i \":x:\" i + 1000 \":u\" }}' > /etc/group; "
        + "echo 'u:x:1000:1000::/:/bin/sh' > /etc/passwd";
}

public sealed class RefusedStartOnTheEnginePathTests() : RefusedStartTests(RunPathOption.Engine);

public sealed class RefusedStartOnTheLauncherPathTests() : RefusedStartTests(RunPathOption.Launcher)
{
    [Theory(Timeout = 120_000)]
    [InlineData("CMD [\"/data/run.sh\"]", "#!/bin/sh\r\necho hi\r\n", "Windows line ends (CRLF)")]
    [InlineData("WORKDIR /data\nUSER nobody\nCMD [\"./run.sh\"]", "#!/bin/sh\r\necho hi\r\n", "Windows line ends (CRLF)")]
    [InlineData("ENV PATH=/bin:/data:/usr/bin\nCMD [\"run.sh\", \"more\"]", "#!/bin/sh\r\necho hi\r\n", "Windows line ends (CRLF)")]
    [InlineData("CMD [\"/data/run.sh\"]", "#!/no/such/shell\necho hi\n", "names \"/no/such/shell\", which is not found")]
    [InlineData("CMD [\"/data/no-script\"]", "#!/bin/sh\r\n", "is not found in the image")]
    public async Task A_script_that_is_not_found_is_told_why(string command, string script, string words)
    {
        var bench = Start();
        var order = await bench.AcceptAsync("FROM busybox\n" + command, tar: Executable("run.sh", script));
        var result = await bench.RunAsync(order);
        Assert.Equal((Ending.StartRefused, 127), (result.Ending, result.ExitCode));
        Assert.Contains(words, await bench.TextAsync(result.Stderr), StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_folder_of_the_image_that_is_too_deep_to_make_room_is_told()
    {
        var bench = Start();
        var order = await bench.AcceptAsync(
            "FROM busybox\nRUN mkdir -p /data/x; cd /data/x; i=0; while [ $i -lt 250 ]; do mkdir d; cd d; i=$((i + 1)); done\n"
            + "CMD [\"true\"]",
            tar: Executable("x", ""));
        var result = await bench.RunAsync(order);
        Assert.Equal((Ending.StartRefused, 126), (result.Ending, result.ExitCode));
        Assert.Contains("more than 200 levels deep", await bench.TextAsync(result.Stderr), StringComparison.Ordinal);
    }

    [Theory(Timeout = 120_000)]
    [InlineData(1, 132)]
    public async Task An_environment_that_the_kernel_does_not_take_is_told(int variables, int thousands)
    {
        var bench = Start();
        var value = string.Join("\\\n", Enumerable.Repeat(new string('x', 1000), thousands));
        var result = await bench.RunAsync(
            $"FROM busybox\n{string.Concat(Enumerable.Range(0, variables).Select(i => $"ENV LARGE{i}={value}\n"))}CMD [\"true\"]");
        Assert.Equal((Ending.StartRefused, 126), (result.Ending, result.ExitCode));
        Assert.Contains("\"LARGE0\"", await bench.TextAsync(result.Stderr), StringComparison.Ordinal);
    }

    private static byte[] Executable(string name, string content)
    {
        var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, TarEntryFormat.Pax, leaveOpen: true))
        {
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name)
            {
                DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)),
                Mode = (UnixFileMode)0x1ED,
            });
        }

        return tar.ToArray();
    }
}
