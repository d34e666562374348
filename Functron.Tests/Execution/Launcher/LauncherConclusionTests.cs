using Functron.Execution.Requests;
using Functron.Execution.Results;
using Functron.Execution.Run;
using Functron.Execution.Run.ByLauncher;
using Functron.Tests.Execution.Engine;

namespace Functron.Tests.Execution.Launcher;

/// <summary>What becomes of records that no launcher of a healthy machine leaves.</summary>
public sealed class LauncherConclusionTests() : EngineTest(RunPathOption.Launcher)
{
    private const string Started = "started 1700000000000000000\n";

    [Fact]
    public async Task Output_that_could_not_be_kept_is_the_data_directorys_failure()
    {
        var failure = await Assert.ThrowsAsync<IOException>(
            () => ConcludeAsync(Started + "ended exit 0 0 1700000000000000000 1700000001000000000 1000 4096 10 0 0 28\n"));
        Assert.Contains("No space left on device", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "may have started")]
    [InlineData(Started, "had started")]
    public async Task A_launcher_without_a_last_word_is_the_platforms_failure(string lines, string words) =>
        Assert.Contains(words, (await Assert.ThrowsAsync<LauncherException>(() => ConcludeAsync(lines))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_launcher_that_never_recorded_its_release_ran_nothing() =>
        Assert.Contains(
            "was not started", (await Assert.ThrowsAsync<LauncherException>(() => ConcludeAsync(null))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(3, false)]
    [InlineData(4, true)]
    public async Task More_bytes_than_were_kept_are_a_truncation(int written, bool truncated)
    {
        var result = await ConcludeAsync(
            Started + $"ended exit 0 0 1700000000000000000 1700000001000000000 1000 4096 {written} 0 0 0\n", stdout: "abc");
        Assert.Equal((truncated, 3, 1000), (result.OutputTruncated, result.Stdout.Length, result.Timings.Run));
    }

    private async Task<InvocationResult> ConcludeAsync(string? lines, string stdout = "")
    {
        var bench = Start();
        var order = await bench.AcceptAsync("FROM busybox\nCMD x");
        var folder = bench.Get<LaunchFolders>().Create(order.RunId, order.InstanceId);
        await File.WriteAllTextAsync(folder.Stdout, stdout);
        await File.WriteAllTextAsync(folder.Stderr, "");
        await File.WriteAllTextAsync(folder.Status, lines is null ? "" : $"released {order.RunId}\n{lines}");
        var invocation = (await bench.Get<InvocationStore>().LoadAsync(order.InvocationId, CancellationToken.None))!;
        return await bench.Get<LauncherConclusion>().OfAsync(
            new RunAttempt(order, invocation, "image", null, 1), folder, LaunchStatus.Read(folder, order.RunId), new RunTimes(0));
    }
}
