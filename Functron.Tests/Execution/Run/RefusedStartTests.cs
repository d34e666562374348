using Functron.Execution.Engine;
using Functron.Execution.Results;
using Functron.Execution.Run;
using Functron.Tests.Execution.Engine;

namespace Functron.Tests.Execution.Run;

public abstract class RefusedStartTests(RunPathOption path) : EngineTest(path)
{
    [Theory(Timeout = 60_000)]
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

    [Fact(Timeout = 60_000)]
    public async Task A_tar_that_the_engine_cannot_extract_is_the_functions_failure()
    {
        var bench = Start();
        var order = await bench.AcceptAsync("FROM busybox\nCMD [\"true\"]", tar: [.. Enumerable.Repeat((byte)'x', 4096)]);
        var result = await bench.RunAsync(order);
        Assert.Equal(Ending.StartRefused, result.Ending);
        Assert.NotEqual(0, result.Stderr.Length);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_network_that_does_not_exist_is_the_platforms_failure()
    {
        var bench = Start(s => s.Options.NetworkMode = "no-such-network");
        var order = await bench.AcceptAsync("FROM busybox\nCMD [\"true\"]");
        var image = await bench.BuildAsync(order);
        await Assert.ThrowsAsync<EngineRefusedException>(() => bench.Runner.RunAsync(order, image, CancellationToken.None));
        Assert.Null(await bench.Results.ReadAsync(order, CancellationToken.None));
    }
}

public sealed class RefusedStartOnTheEnginePathTests() : RefusedStartTests(RunPathOption.Engine);

public sealed class RefusedStartOnTheLauncherPathTests() : RefusedStartTests(RunPathOption.Launcher);
