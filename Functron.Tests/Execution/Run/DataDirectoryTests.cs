using Functron.Execution.Results;
using Functron.Execution.Run;
using Functron.Tests.Execution.Engine;

namespace Functron.Tests.Execution.Run;

public abstract class DataDirectoryTests(RunPathOption path) : EngineTest(path)
{
    [Theory(Timeout = 120_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_that_the_image_has_keeps_its_owner_and_mode(bool withTar)
    {
        var bench = Start();
        var order = await bench.AcceptAsync(
            "FROM busybox\nRUN mkdir /data && touch /data/old && chmod 700 /data && chown -R 1000:1000 /data\nUSER 1000:1000\n"
            + "CMD touch /data/new && stat -c '%u %g %a' /data && ls /data",
            files: withTar ? [("file.txt", "x")] : null);
        var result = await bench.RunAsync(order);
        Assert.Equal((withTar ? "1000 1000 700\nfile.txt\nnew\nold\n" : "1000 1000 700\nnew\nold\n", ""), (
            await bench.TextAsync(result.Stdout), await bench.TextAsync(result.Stderr)));
    }

    [Theory(Timeout = 120_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_that_the_image_lacks_is_made(bool withTar)
    {
        var bench = Start();
        var order = await bench.AcceptAsync("FROM busybox\nCMD stat -c '%u %g %a' /data", files: withTar ? [("a/file.txt", "x")] : null);
        Assert.Equal("0 0 755\n", await bench.TextAsync((await bench.RunAsync(order)).Stdout));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_link_to_a_directory_is_followed()
    {
        var bench = Start();
        var order = await bench.AcceptAsync(
            "FROM busybox\nRUN mkdir /other && ln -s /other /link && ln -s link /data\nCMD [\"cat\", \"/other/file.txt\"]",
            files: [("file.txt", "hello")]);
        Assert.Equal("hello", await bench.TextAsync((await bench.RunAsync(order)).Stdout));
    }

    [Theory(Timeout = 120_000)]
    [InlineData("echo > /data", true)]
    [InlineData("echo > /data", false)]
    [InlineData("ln -s /nowhere /data", true)]
    [InlineData("ln -s /nowhere /data", false)]
    [InlineData("ln -s /bin/busybox /data", true)]
    public async Task Something_else_in_its_place_is_the_functions_failure(string made, bool withTar)
    {
        var bench = Start();
        var result = await bench.RunAsync(
            await bench.AcceptAsync($"FROM busybox\nRUN {made}\nCMD [\"true\"]", files: withTar ? [("file.txt", "x")] : null));
        Assert.Equal((Ending.StartRefused, 126), (result.Ending, result.ExitCode));
        Assert.Contains("/data", await bench.TextAsync(result.Stderr), StringComparison.Ordinal);
    }
}

public sealed class DataDirectoryOnTheEnginePathTests() : DataDirectoryTests(RunPathOption.Engine);

public sealed class DataDirectoryOnTheLauncherPathTests() : DataDirectoryTests(RunPathOption.Launcher);
