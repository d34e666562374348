using System.Formats.Tar;
using Functron.Execution.Results;
using Functron.Execution.Run;
using Functron.Tests.Execution.Engine;

namespace Functron.Tests.Execution.Launcher;

/// <summary>What a function may do to its processes, and what of the launcher and the host it cannot reach.</summary>
public sealed class LauncherReachTests() : EngineTest(RunPathOption.Launcher)
{
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
        var tar = WrittenTar.Of(t =>
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
}
